package dev.sluice.camera.record;

import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where one frame of a session is: 32 bytes of the file {@code index}, high byte first, the last four of which are a check sum of the
 * others. What a crash tore, or a disk forgot, is no record.
 *
 * @param offset of its first byte in {@code frames.mjpeg}
 * @param length its bytes
 * @param micros microseconds since the first frame of the session, by the ticker, so that a clock that is set does no harm
 * @param crc check sum of its bytes: CRC-32, as a zip has it
 * @param size of the picture
 */
record IndexRecord(long offset, int length, long micros, int crc, PixelSize size) {

    static final int BYTES = 32;

    private static final int SUM_AT = 28;
    private static final int MOST_PIXELS = 0xffff;

    /** Goes into each check sum: a record of another layout is none. */
    private static final String LAYOUT = "sluice recording 1 frame ";

    /**
     * Writes it.
     *
     * @param number of the frame, from 1: a record in another place is none
     * @param buffer with room for 32 bytes
     */
    void put(int number, ByteBuffer buffer) {
        int at = buffer.position();
        buffer.putLong(offset)
                .putInt(length)
                .putLong(micros)
                .putInt(crc)
                .putShort((short) Math.min(MOST_PIXELS, size.width()))
                .putShort((short) Math.min(MOST_PIXELS, size.height()));
        buffer.putInt(sum(number, buffer.slice(at, SUM_AT)));
    }

    /** The record of the frame of that number in the next 32 bytes, which are taken; null when it is none. */
    static @Nullable IndexRecord read(int number, ByteBuffer buffer) {
        int at = buffer.position();
        buffer.position(at + BYTES);
        if (buffer.getInt(at + SUM_AT) != sum(number, buffer.slice(at, SUM_AT))) {
            return null;
        }
        int width = buffer.getShort(at + 24) & MOST_PIXELS;
        int height = buffer.getShort(at + 26) & MOST_PIXELS;
        long offset = buffer.getLong(at);
        int length = buffer.getInt(at + 8);
        long micros = buffer.getLong(at + 12);
        boolean possible = offset >= 0
                && length > 0
                && length <= FrameMemory.LARGEST_FRAME
                && micros >= 0
                && width > 0
                && height > 0;
        return possible
                ? new IndexRecord(offset, length, micros, buffer.getInt(at + 20), new PixelSize(width, height))
                : null;
    }

    private static int sum(int number, ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update((LAYOUT + number).getBytes(StandardCharsets.US_ASCII));
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Where the next frame begins. */
    long end() {
        return offset + length;
    }
}
