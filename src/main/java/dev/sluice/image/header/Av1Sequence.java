package dev.sluice.image.header;

import dev.sluice.units.PixelSize;
import java.io.IOException;

/**
 * What AV1 data make a decoder allocate, whatever the boxes around them say (AV1 specification, 5.5): the largest frame, by their
 * sequence headers. Data of several frames, as layered pictures have, are refused: a decoder keeps up to eight of them.
 */
final class Av1Sequence {

    private static final int SEQUENCE_HEADER = 1;
    private static final int FRAME_HEADER = 3;
    private static final int FRAME = 6;
    private static final int MOST_LENGTH_BITS = 56;

    private final HeaderReader in;
    private long bit;

    private Av1Sequence(HeaderReader in, long at) {
        this.in = in;
        this.bit = 8 * at;
    }

    /** Walks the units of an item's data. */
    static PixelSize size(HeaderReader in, long data, long end) throws IOException {
        PixelSize largest = null;
        int frames = 0;
        long at = data;
        while (at < Math.min(end, in.size())) {
            in.step();
            int header = in.u8(at);
            at += (header & 4) == 0 ? 1 : 2;
            long length = end - at;
            if ((header & 2) != 0) {
                Av1Sequence number = new Av1Sequence(in, at);
                length = number.length();
                at = number.bit >> 3;
            }
            int type = (header >> 3) & 15;
            if (type == SEQUENCE_HEADER) {
                largest = Claims.larger(new Av1Sequence(in, at).size(), largest);
            } else if ((type == FRAME || type == FRAME_HEADER) && ++frames > 1) {
                throw Claims.unsupported("its AV1 data hold several frames");
            }
            at += length;
        }
        if (largest == null) {
            throw Claims.damaged("its AV1 data do not say how large they are");
        }
        return largest;
    }

    /** A number of seven bits to a byte, the lowest first. */
    private long length() throws IOException {
        long length = 0;
        for (int shift = 0; shift < MOST_LENGTH_BITS; shift += 7) {
            boolean more = bits(1) == 1;
            length |= bits(7) << shift;
            if (!more) {
                break;
            }
        }
        return length;
    }

    private PixelSize size() throws IOException {
        skip(4);
        if (bits(1) == 1) {
            skip(5);
        } else {
            operatingPoints();
        }
        int acrossBits = (int) bits(4) + 1;
        int downBits = (int) bits(4) + 1;
        return Claims.size(bits(acrossBits) + 1, bits(downBits) + 1);
    }

    private void operatingPoints() throws IOException {
        int delayBits = 0;
        if (bits(1) == 1) {
            skip(64);
            if (bits(1) == 1) {
                variable();
            }
            if (bits(1) == 1) {
                delayBits = (int) bits(5) + 1;
                skip(42);
            }
        }
        boolean displayDelay = bits(1) == 1;
        int points = (int) bits(5) + 1;
        for (int i = 0; i < points; i++) {
            skip(12);
            if (bits(5) > 7) {
                skip(1);
            }
            if (delayBits > 0 && bits(1) == 1) {
                skip(2 * delayBits + 1);
            }
            if (displayDelay && bits(1) == 1) {
                skip(4);
            }
        }
    }

    /** A number written as its length in zeros and then itself. */
    private void variable() throws IOException {
        int zeros = 0;
        while (zeros < 32 && bits(1) == 0) {
            zeros++;
        }
        skip(zeros);
    }

    private void skip(int count) {
        bit += count;
    }

    private long bits(int count) throws IOException {
        long number = 0;
        for (int i = 0; i < count; i++, bit++) {
            int next = in.u8(bit >> 3) >> (7 - (bit & 7));
            number = (number << 1) | (next & 1);
        }
        return number;
    }
}
