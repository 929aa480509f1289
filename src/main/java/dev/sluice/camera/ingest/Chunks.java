package dev.sluice.camera.ingest;

/**
 * Takes the chunk sizes out of a body, in the place where it stands (RFC 9112, section 7.1). A body that does not begin with one, though its
 * header says so, is left as it is. Lines may end with LF alone. For one thread.
 */
final class Chunks {

    /** Bytes of lines that are no sizes, together, at most. */
    private static final int MOST_REMARKS = 16_384;

    private static final long LARGEST = 1L << 40;

    private enum Place {
        FIRST_SIZE,
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER,
        END,
        /** There are no chunks. */
        RAW
    }

    private Place place = Place.FIRST_SIZE;
    private long size;
    private int digits;
    private int remarks;
    private int line;

    /** Whether the last chunk has come. */
    boolean ended() {
        return place == Place.END;
    }

    /**
     * Moves what is no chunk size to the beginning.
     *
     * @param from where the bytes begin, and those that remain
     * @return how many remain
     * @throws CameraFailure when a size makes no sense
     */
    int decode(byte[] bytes, int from, int count) throws CameraFailure {
        int end = from + count;
        int to = from;
        int at = from;
        while (at < end) {
            if (place == Place.FIRST_SIZE) {
                place = Character.digit(bytes[at], 16) < 0 ? Place.RAW : Place.SIZE;
            }
            if (place == Place.RAW || place == Place.DATA) {
                int data = place == Place.RAW ? end - at : (int) Math.min(size, end - at);
                System.arraycopy(bytes, at, bytes, to, data);
                to += data;
                at += data;
                size -= data;
                place = place == Place.DATA && size == 0 ? Place.DATA_END : place;
            } else {
                read(bytes[at++]);
            }
        }
        return to - from;
    }

    private void read(byte next) throws CameraFailure {
        switch (place) {
            case SIZE -> size(next);
            case EXTENSION -> {
                remark();
                if (next == '\n') {
                    sized();
                }
            }
            case DATA_END -> {
                if (next == '\n') {
                    begin();
                } else if (next != '\r') {
                    begin();
                    size(next);
                }
            }
            case TRAILER -> {
                remark();
                if (next == '\n') {
                    place = line == 0 ? Place.END : place;
                    line = 0;
                } else if (next != '\r') {
                    line++;
                }
            }
            case FIRST_SIZE, DATA, END, RAW -> {
                // What follows the end is not looked at; the others are not read byte by byte.
            }
        }
    }

    private void begin() {
        place = Place.SIZE;
        size = 0;
        digits = 0;
    }

    private void size(byte next) throws CameraFailure {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            size = size * 16 + digit;
            digits++;
            if (size > LARGEST) {
                throw nonsense();
            }
        } else if (next == '\n') {
            sized();
        } else if (next == ';' || next == ' ' || next == '\t') {
            place = Place.EXTENSION;
        } else if (next != '\r') {
            throw nonsense();
        }
    }

    private void sized() throws CameraFailure {
        if (digits == 0) {
            throw nonsense();
        }
        place = size == 0 ? Place.TRAILER : Place.DATA;
        line = 0;
    }

    private void remark() throws CameraFailure {
        remarks++;
        if (place == Place.TRAILER && remarks > MOST_REMARKS) {
            throw nonsense();
        }
    }

    private static CameraFailure nonsense() {
        return CameraFailure.passing("the camera sends chunks whose sizes make no sense");
    }
}
