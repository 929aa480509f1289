package dev.sluice.camera.ingest;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameDraft;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.image.rows.jpeg.StandardTables;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into JPEGs by what makes a JPEG (T.81, annex B): from its first marker over its segments, each passed by its length, and its
 * scans up to the marker of its end. Boundaries, headers and lengths around it are passed over like any other bytes, so that it does not
 * matter how a camera spells them, and what looks like an end within a thumbnail is none.
 *
 * <p>A frame that breaks off or makes no sense is dropped, and the next one is looked for from the place where it can have begun. A baseline
 * frame without Huffman tables gets the standard ones, which cameras of the AVI1 kind leave out. Holds the buffer of {@link StreamBytes}.
 * For one thread.
 */
final class FrameReader {

    /** Bytes between two frames at most. */
    static final int MOST_BETWEEN = 1 << 20;

    /** Pixels of a side at most. */
    static final int LARGEST_SIDE = 16_384;

    /** Bytes 0xFF before the code of a marker at most. */
    private static final int MOST_FILL = 1_024;

    /** Bytes of a frame header up to its components. */
    private static final int FRAME_FACTS = 6;

    private static final int MARK = 0xff;
    private static final byte[] BEGIN = {(byte) MARK, (byte) JpegMarker.START_OF_IMAGE};

    private final FrameMemory memory;
    private final Pace pace;
    private final FrameCounts counts;
    private final StreamBytes bytes;

    /** Whether the two bytes of a beginning have been passed, as the end of the frame before. */
    private boolean begun;

    private @Nullable FrameDraft draft;

    /** What kind of frame header came; 0 for none. */
    private int header;

    private @Nullable PixelSize size;
    private boolean tables;
    private boolean scanned;

    /** How a frame ended. */
    private enum Ending {
        WHOLE,
        /** It made no sense. */
        BROKEN,
        /** The next one began within it. */
        CUT_OFF,
        /** The stream ended within it. */
        STREAM_END
    }

    FrameReader(ReadableByteChannel channel, FrameMemory memory, Pace pace, FrameCounts counts) {
        this.bytes = new StreamBytes(channel);
        this.memory = memory;
        this.pace = pace;
        this.counts = counts;
    }

    /**
     * Reads up to the end of the next frame that can be kept.
     *
     * @return held once, by the caller; null at the end of the stream
     * @throws CameraFailure when this is no stream of JPEGs
     * @throws IOException as the channel throws it
     */
    @Nullable
    Frame next() throws IOException {
        while (seek()) {
            Frame frame = cut();
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    /** What the stream begins with, in words. */
    String opening() {
        return StreamOpening.words(bytes.opening());
    }

    /** Passes the bytes up to a frame, and of it the first marker and the byte that the second begins with. */
    private boolean seek() throws IOException {
        long most = bytes.passed() + MOST_BETWEEN;
        boolean first = begun;
        begun = false;
        while (first || bytes.passMark(most)) {
            int code = first ? JpegMarker.START_OF_IMAGE : code();
            first = false;
            if (code == JpegMarker.START_OF_IMAGE && bytes.read() == MARK) {
                return true;
            }
        }
        if (bytes.passed() > most) {
            throw CameraFailure.lasting("the camera sends no JPEG pictures but " + opening());
        }
        return false;
    }

    /** The code of a marker whose first byte was passed; -1 at the end of the stream. */
    private int code() throws IOException {
        int code = bytes.read();
        while (code == MARK) {
            code = bytes.read();
        }
        return code;
    }

    private @Nullable Frame cut() throws IOException {
        boolean wanted = pace.wants();
        FrameDraft kept = wanted ? memory.draft() : null;
        Ending ending = Ending.STREAM_END;
        try {
            begin(kept);
            ending = walk();
            return ending == Ending.WHOLE && kept != null && size != null ? kept.finish(size) : null;
        } finally {
            bytes.hold();
            draft = null;
            if (kept != null) {
                kept.discard();
            }
            begun = ending == Ending.CUT_OFF;
            counts.ended(ending == Ending.WHOLE, wanted);
        }
    }

    private void begin(@Nullable FrameDraft kept) {
        draft = kept;
        header = 0;
        size = null;
        tables = false;
        scanned = false;
        put(BEGIN);
    }

    private void put(byte[] more) {
        if (draft != null) {
            draft.append(ByteBuffer.wrap(more));
        }
    }

    /** From the code of the second marker to the end. */
    private Ending walk() throws IOException {
        int code = marker();
        while (true) {
            int before = draft == null ? 0 : draft.length();
            Ending ending = pass(code);
            if (ending != null) {
                return ending;
            }
            code = code == JpegMarker.START_OF_SCAN ? scan() : following(before);
        }
    }

    /** The code of a marker outside of a scan, whose first byte was passed; it is kept, behind the tables that it lacks. */
    private int marker() throws IOException {
        int fill = 0;
        int code = bytes.read();
        while (code == MARK && fill < MOST_FILL) {
            fill++;
            code = bytes.read();
        }
        if (code == JpegMarker.START_OF_SCAN && !tables && JpegMarker.standardTables(header)) {
            put(StandardTables.segment());
            tables = true;
        }
        byte[] kept = new byte[fill + 2];
        Arrays.fill(kept, (byte) MARK);
        kept[fill + 1] = (byte) code;
        put(kept);
        return code;
    }

    /** What the marker ends, or null when its segment was passed. */
    private @Nullable Ending pass(int code) throws IOException {
        if (code < 0) {
            return Ending.STREAM_END;
        }
        if (code == JpegMarker.START_OF_IMAGE) {
            return Ending.CUT_OFF;
        }
        if (code == JpegMarker.END_OF_IMAGE) {
            return scanned ? Ending.WHOLE : Ending.BROKEN;
        }
        boolean scan = code == JpegMarker.START_OF_SCAN && header != 0;
        boolean frame = JpegMarker.frameHeader(code) && header == 0;
        if (!scan && !frame && !JpegMarker.segment(code)) {
            return Ending.BROKEN;
        }
        tables |= code == JpegMarker.HUFFMAN_TABLES;
        scanned |= scan;
        bytes.keep(draft);
        int length = bytes.read() << 8 | bytes.read();
        if (length < 2) {
            return length < 0 ? Ending.STREAM_END : Ending.BROKEN;
        }
        int rest = length - 2;
        if (frame) {
            if (!frameHeader(code, rest)) {
                return Ending.BROKEN;
            }
            rest -= FRAME_FACTS;
        }
        return bytes.skip(rest) ? null : Ending.STREAM_END;
    }

    /** Reads precision, height, width and the number of components (section B.2.2); false when they make no sense. */
    private boolean frameHeader(int code, int length) throws IOException {
        if (length < FRAME_FACTS) {
            return false;
        }
        int precision = bytes.read();
        int height = bytes.read() << 8 | bytes.read();
        int width = bytes.read() << 8 | bytes.read();
        int components = bytes.read();
        boolean possible = precision > 0
                && width > 0
                && width <= LARGEST_SIDE
                && height > 0
                && height <= LARGEST_SIDE
                && components >= 1
                && components <= 4
                && length == FRAME_FACTS + 3 * components;
        if (possible) {
            header = code;
            size = new PixelSize(width, height);
        }
        return possible;
    }

    /** Passes the bits of a scan, and the marker behind them. */
    private int scan() throws IOException {
        bytes.keep(draft);
        while (bytes.passMark(Long.MAX_VALUE)) {
            int code = code();
            if (!JpegMarker.inScan(code)) {
                bytes.hold();
                return code;
            }
        }
        return -1;
    }

    /**
     * The marker behind a segment. Where there is none, the segment did not end there, and what was taken for a part of it may hold the next frame.
     *
     * @param before bytes of the frame before the segment
     */
    private int following(int before) throws IOException {
        bytes.hold();
        int next = bytes.read();
        if (next == MARK) {
            return marker();
        }
        if (next >= 0) {
            bytes.unread();
            if (draft != null) {
                resume(draft.arrived(), before);
            }
        }
        return next < 0 ? -1 : 0;
    }

    private void resume(ByteBuffer arrived, int from) {
        int last = arrived.limit() - 1;
        for (int at = from; at <= last; at++) {
            if (arrived.get(at) == (byte) MARK && (at == last || begins(arrived, at))) {
                boolean _ = bytes.pushBack(arrived.position(at));
                return;
            }
        }
    }

    private static boolean begins(ByteBuffer arrived, int at) {
        return at + 2 < arrived.limit() && arrived.get(at + 1) == BEGIN[1] && arrived.get(at + 2) == (byte) MARK;
    }
}
