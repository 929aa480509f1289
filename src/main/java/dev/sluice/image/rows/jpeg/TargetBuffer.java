package dev.sluice.image.rows.jpeg;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * What is on its way into the result. The caller makes room before it puts bytes; a put itself never writes. Holds {@value #SIZE}
 * bytes of heap. For one thread.
 */
final class TargetBuffer {

    /** Bytes written at once. */
    static final int SIZE = 32 << 10;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int EVERY_LOW_BIT = 0x0101_0101;
    private static final int EVERY_HIGH_BIT = 0x8080_8080;

    private final byte[] bytes = new byte[SIZE];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private final WritableByteChannel target;
    private int at;

    TargetBuffer(WritableByteChannel target) {
        this.target = target;
    }

    /** Makes room for so many bytes. */
    void room(int needed) throws IOException {
        if (at > SIZE - needed) {
            flush();
        }
    }

    void flush() throws IOException {
        buffer.clear().limit(at);
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
        at = 0;
    }

    void u8(int value) {
        bytes[at++] = (byte) value;
    }

    /** Two bytes, high one first. */
    void u16(int value) {
        u8(value >> 8);
        u8(value);
    }

    void bytes(byte[] from) {
        System.arraycopy(from, 0, bytes, at, from.length);
        at += from.length;
    }

    void marker(int marker) {
        u8(0xff);
        u8(marker);
    }

    /** A marker and the length of what follows. */
    void segment(int marker, int length) {
        marker(marker);
        u16(length + 2);
    }

    /** A byte of entropy-coded data, with a zero behind it if it looks like a marker (T.81, section B.1.1.5). */
    void codedByte(int value) {
        u8(value);
        if ((value & 0xff) == 0xff) {
            u8(0);
        }
    }

    /** Four bytes of entropy-coded data, high one first. */
    void codedWord(int word) {
        if (((~word - EVERY_LOW_BIT) & word & EVERY_HIGH_BIT) == 0) {
            INT.set(bytes, at, word);
            at += Integer.BYTES;
        } else {
            codedByte(word >> 24);
            codedByte(word >> 16);
            codedByte(word >> 8);
            codedByte(word);
        }
    }
}
