package dev.sluice.image.rows.png;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a picture's IDAT chunks, one after the other (ISO/IEC 15948 sections 5.3 and 11.2.4). The chunks are walked as they
 * come and never listed, so that a file of one byte a chunk costs no more memory than one of a single chunk. Holds a
 * {@link FileWindow}. For one thread.
 */
final class ImageData {

    private static final int IDAT = 0x4944_4154;

    private static final byte[] IDAT_TYPE = {'I', 'D', 'A', 'T'};

    private final FileWindow file;
    private final @Nullable CRC32 checksum;
    private long left;
    private boolean inside;
    private boolean ended;

    /**
     * @param file at the contents of the first IDAT chunk
     * @param length of that chunk
     */
    ImageData(FileWindow file, long length) {
        this(file, length, new CRC32());
    }

    private ImageData(FileWindow file, long length, @Nullable CRC32 checksum) {
        this.file = file;
        this.checksum = checksum;
        begin(length);
    }

    /** Another one at the same place, which does not look at checksums. */
    ImageData copy() {
        ImageData copy = new ImageData(file.copy(), left, null);
        copy.inside = inside;
        copy.ended = ended;
        return copy;
    }

    /**
     * Reads the next bytes.
     *
     * @return how many, at most {@code room}; 0 when there are no more, the file being cut off or the chunks being all read
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when a chunk does not match its checksum
     * @throws dev.sluice.failure.StoreFailure when the file cannot be read
     */
    int read(byte[] into, int offset, int room) {
        int at = offset;
        int end = offset + room;
        while (at < end && (left > 0 || nextChunk())) {
            int count = (int) Math.min(left, Math.min(end - at, file.available()));
            if (count == 0) {
                ended = true;
                left = 0;
                inside = false;
                break;
            }
            int from = file.take(count);
            System.arraycopy(file.bytes(), from, into, at, count);
            if (checksum != null) {
                checksum.update(into, at, count);
            }
            at += count;
            left -= count;
        }
        return at - offset;
    }

    /** Reads the current chunk to its end for its checksum. */
    void finishChunk() {
        while (left > 0) {
            int count = (int) Math.min(left, file.available());
            if (count == 0) {
                throw Damage.ended();
            }
            int from = file.take(count);
            if (checksum != null) {
                checksum.update(file.bytes(), from, count);
            }
            left -= count;
        }
        if (!ended) {
            endChunk();
        }
    }

    private boolean nextChunk() {
        while (left == 0 && !ended) {
            endChunk();
            beginChunk();
        }
        return !ended;
    }

    private void endChunk() {
        if (!inside) {
            return;
        }
        inside = false;
        if (checksum == null) {
            file.skip(Integer.BYTES);
        } else if (file.i32() != (int) checksum.getValue()) {
            throw Damage.damaged("its image data do not match their checksum");
        }
    }

    private void beginChunk() {
        long header = 0;
        for (int at = 0; at < Long.BYTES; at++) {
            if (file.available() == 0) {
                ended = true;
                return;
            }
            header = header << 8 | file.u8();
        }
        long length = header >>> Integer.SIZE;
        if ((int) header != IDAT || length > Integer.MAX_VALUE) {
            ended = true;
            return;
        }
        begin(length);
    }

    private void begin(long length) {
        left = length;
        inside = true;
        if (checksum != null) {
            checksum.reset();
            checksum.update(IDAT_TYPE);
        }
    }
}
