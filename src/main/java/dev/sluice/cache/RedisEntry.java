package dev.sluice.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The value under an entry's own key: {@value #HEAD} bytes, the label, a check sum (CRC32C) for each piece of the body, and the first piece.
 * The other pieces stand in chunks under keys that the generation is part of, so that whoever reads an entry never meets the bytes of
 * another that took its place.
 */
final class RedisEntry {

    /** Bytes that are read at once, and have a check sum of their own. */
    static final int PIECE = 64 << 10;

    /** The largest body: {@value} pieces. */
    static final int MOST_PIECES = 1024;

    /** Mark (4 bytes), label length (4), body length (8), chunk size (4), generation (8), check sum of all this, label, sums and key (4). */
    static final int HEAD = 32;

    /** The most that stands before the first piece. */
    static final int LONGEST_HEADER = HEAD + LabelText.LONGEST + MOST_PIECES * Integer.BYTES;

    /** The longest value that is read. */
    static final int LARGEST = LONGEST_HEADER + PIECE;

    private static final int MARK = 0x534C4331;

    private final Label label;
    private final long length;
    private final int chunk;
    private final long generation;
    private final ByteBuffer sums;
    private final ByteBuffer first;

    private RedisEntry(Label label, long length, int chunk, long generation, ByteBuffer sums, ByteBuffer first) {
        this.label = label;
        this.length = length;
        this.chunk = chunk;
        this.generation = generation;
        this.sums = sums;
        this.first = first;
    }

    /** How many pieces that many bytes are. */
    static int pieces(long length) {
        return Math.toIntExact(Math.ceilDiv(length, (long) PIECE));
    }

    /** Bytes of one of the pieces of a body. */
    static int piece(long length, int index) {
        return Math.toIntExact(Math.min(PIECE, length - (long) index * PIECE));
    }

    static int sum(byte[] piece) {
        CRC32C sum = new CRC32C();
        sum.update(piece, 0, piece.length);
        return (int) sum.getValue();
    }

    /**
     * @param label as {@link LabelText} writes it
     * @param sums one for each piece
     * @param first the first piece; empty for a body without bytes
     */
    static byte[] write(CacheKey key, byte[] label, long length, int chunk, long generation, int[] sums, byte[] first) {
        ByteBuffer value = ByteBuffer.allocate(HEAD + label.length + sums.length * Integer.BYTES + first.length);
        value.putInt(MARK)
                .putInt(label.length)
                .putLong(length)
                .putInt(chunk)
                .putLong(generation)
                .putInt(0)
                .put(label);
        for (int sum : sums) {
            value.putInt(sum);
        }
        value.putInt(HEAD - Integer.BYTES, sumOfHeader(key, value, value.position()));
        return value.put(first).array();
    }

    private static int sumOfHeader(CacheKey key, ByteBuffer value, int end) {
        CRC32C sum = new CRC32C();
        sum.update(value.slice(0, HEAD - Integer.BYTES));
        sum.update(value.slice(HEAD, end - HEAD));
        sum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(key.high())
                .putLong(key.low())
                .flip());
        return (int) sum.getValue();
    }

    /** Makes a label of its text. */
    @FunctionalInterface
    private interface LabelReader {
        Label read(byte[] text) throws IOException;
    }

    /**
     * @param value all of it
     * @throws IOException when it is damaged
     */
    static RedisEntry read(CacheKey key, byte[] value, Labels labels) throws IOException {
        return read(key, value, true, labels::read);
    }

    private static RedisEntry read(CacheKey key, byte[] value, boolean whole, LabelReader labels) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        check(value.length >= HEAD && bytes.getInt() == MARK);
        int label = bytes.getInt();
        long length = bytes.getLong();
        int chunk = bytes.getInt();
        long generation = bytes.getLong();
        check(label >= 0 && label <= LabelText.LONGEST && length >= 0 && length <= (long) MOST_PIECES * PIECE);
        check(chunk > 0 && chunk % PIECE == 0);
        int sums = pieces(length) * Integer.BYTES;
        int header = HEAD + label + sums;
        check(header <= value.length && bytes.getInt() == sumOfHeader(key, bytes, header));
        byte[] text = new byte[label];
        bytes.get(text);
        ByteBuffer first = bytes.slice(header, value.length - header);
        if (whole && length > 0) {
            CRC32C sum = new CRC32C();
            sum.update(first.duplicate());
            check(first.remaining() == piece(length, 0) && (int) sum.getValue() == bytes.getInt(HEAD + label));
        }
        return new RedisEntry(labels.read(text), length, chunk, generation, bytes.slice(HEAD + label, sums), first);
    }

    /**
     * The entry whose value begins with a reply's bytes, of which there are at least {@link #LONGEST_HEADER} where there are as many; null
     * when they are none.
     */
    static @Nullable RedisEntry header(CacheKey key, @Nullable Object reply) {
        try {
            return reply instanceof byte[] value ? read(key, value, false, LabelText::read) : null;
        } catch (IOException damaged) {
            return null;
        }
    }

    private static void check(boolean whole) throws IOException {
        if (!whole) {
            throw new IOException("a damaged entry");
        }
    }

    Label label() {
        return label;
    }

    long length() {
        return length;
    }

    long generation() {
        return generation;
    }

    ByteBuffer first() {
        return first.duplicate();
    }

    /** Whether these are the bytes of that piece. */
    boolean right(int index, byte[] piece) {
        return piece.length == piece(length, index) && sum(piece) == sums.getInt(index * Integer.BYTES);
    }

    /** How many chunks there are behind the first piece. */
    int chunks() {
        return Math.toIntExact(Math.ceilDiv(Math.max(0, length - PIECE), (long) chunk));
    }

    /** Bytes of a chunk. */
    int chunk(int index) {
        return Math.toIntExact(Math.min(chunk, length - PIECE - (long) index * chunk));
    }

    /** The chunk that a piece behind the first stands in. */
    int chunkOf(int piece) {
        return Math.toIntExact((piece - 1L) * PIECE / chunk);
    }

    /** Where in its chunk it begins. */
    int within(int piece) {
        return Math.toIntExact((piece - 1L) * PIECE % chunk);
    }
}
