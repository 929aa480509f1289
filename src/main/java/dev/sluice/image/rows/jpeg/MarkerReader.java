package dev.sluice.image.rows.jpeg;

import java.nio.channels.FileChannel;

/**
 * The marker segments of a JPEG file (T.81, section B.1.1): finds markers, whatever lies between them, and reads numbers that are
 * inside the segment entered. For one thread.
 */
final class MarkerReader {

    /** No marker any more. */
    static final int NOTHING = FileWindow.NOTHING;

    /** Segments walked in all. ICC profiles and extended XMP come in some 256 each. */
    static final int MAX_SEGMENTS = 4096;

    private static final int LENGTH_FIELD = 2;

    private final FileWindow window;
    private final long size;
    private long segmentEnd;
    private int segments;

    /** @param size bytes of the file */
    MarkerReader(FileChannel channel, long size) {
        window = new FileWindow(channel, 0);
        this.size = size;
    }

    /** Behind the marker or number read last. */
    long position() {
        return window.position();
    }

    /** The next marker's second byte, or {@link #NOTHING}: behind entropy-coded data, fill bytes and garbage (section B.1.1.2). */
    int marker() {
        while (window.skipPastMarkerPrefix()) {
            int code;
            do {
                code = window.next();
            } while (code == 0xff);
            if (code != 0) {
                return code;
            }
        }
        return NOTHING;
    }

    /**
     * Reads the length of the segment that the marker begins; what is read next is inside it.
     *
     * @return false when the file ends before the segment does
     */
    boolean enter() {
        if (++segments > MAX_SEGMENTS) {
            throw Faults.damaged("it has more than " + MAX_SEGMENTS + " JPEG segments");
        }
        long begin = position();
        if (size - begin < LENGTH_FIELD) {
            return false;
        }
        segmentEnd = begin + LENGTH_FIELD;
        int length = u16();
        if (length < LENGTH_FIELD) {
            throw Faults.damaged("a JPEG segment has an impossible length");
        }
        segmentEnd = begin + length;
        return segmentEnd <= size;
    }

    /** Bytes of the segment that were not read yet. */
    int left() {
        return (int) (segmentEnd - position());
    }

    void leave() {
        window.skipTo(segmentEnd);
    }

    int u8() {
        if (left() < 1) {
            throw Faults.damaged("a JPEG segment is shorter than what it holds");
        }
        return window.next() & 0xff;
    }

    /** Two bytes, high one first. */
    int u16() {
        return (u8() << 8) | u8();
    }

    /** Whether the segment goes on with these Latin-1 characters, which are read as far as they agree. */
    boolean begins(String text) {
        int agreed = 0;
        while (agreed < text.length() && left() > 0 && u8() == text.charAt(agreed)) {
            agreed++;
        }
        return agreed == text.length();
    }
}
