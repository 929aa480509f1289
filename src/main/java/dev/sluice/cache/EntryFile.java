package dev.sluice.cache;

import dev.sluice.governor.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * An entry as a file: its body, its label, and {@value #TAIL} bytes with the lengths and check sums of both. Nothing is flushed when it is
 * written: a file that a crash left half on the disk is found by its check sums, and a lost entry is only a miss.
 */
final class EntryFile {

    /** Body length (8 bytes), label length (4), check sum of the body (4), of label and lengths (4), mark (4). */
    static final int TAIL = 24;

    private static final int MARK = 0x534C4331;
    private static final int PIECE = 64 << 10;

    private EntryFile() {}

    /**
     * What a file holds.
     *
     * @param length bytes of the body, which the file begins with
     */
    record Content(Label label, int length) {}

    static long size(byte[] label, Body body) {
        return body.length() + label.length + TAIL;
    }

    /** @param file does not exist yet */
    static void write(Path file, byte[] label, Body body) throws IOException {
        CRC32C sum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < body.length(); ) {
                ByteBuffer piece = body.at(at, PIECE);
                at += piece.remaining();
                sum.update(piece.duplicate());
                write(channel, piece);
            }
            ByteBuffer rest = ByteBuffer.allocate(label.length + TAIL);
            rest.put(label).putLong(body.length()).putInt(label.length).putInt((int) sum.getValue());
            sum.reset();
            sum.update(rest.array(), 0, rest.position());
            write(channel, rest.putInt((int) sum.getValue()).putInt(MARK).flip());
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** @throws IOException when it is damaged */
    static Content read(MappedFile file) throws IOException {
        Content content = label(file.bytes(), 0);
        CRC32C sum = new CRC32C();
        sum.update(file.bytes().limit(content.length));
        ByteBuffer bytes = file.bytes();
        check((int) sum.getValue() == bytes.getInt(bytes.limit() - 12));
        return content;
    }

    /** The label alone, of a file of which the body is not read. */
    static Content label(FileChannel file) throws IOException {
        long from = Math.max(0, file.size() - TAIL - LabelText.LONGEST);
        ByteBuffer end = ByteBuffer.allocate((int) (file.size() - from));
        while (end.hasRemaining() && file.read(end, from + end.position()) >= 0) {}
        return label(end.flip(), from);
    }

    /** @param from where in the file the bytes begin, which are its last ones */
    private static Content label(ByteBuffer bytes, long from) throws IOException {
        int end = bytes.limit();
        check(end >= TAIL && bytes.getInt(end - 4) == MARK);
        long body = bytes.getLong(end - TAIL);
        int length = bytes.getInt(end - 16);
        check(length >= 0 && length <= LabelText.LONGEST && body >= from && body + length + TAIL == from + end);
        CRC32C sum = new CRC32C();
        sum.update(bytes.slice((int) (body - from), length + 16));
        check((int) sum.getValue() == bytes.getInt(end - 8));
        byte[] text = new byte[length];
        bytes.get((int) (body - from), text);
        return new Content(LabelText.read(text), (int) body);
    }

    private static void check(boolean whole) throws IOException {
        if (!whole) {
            throw new IOException("a damaged entry");
        }
    }
}
