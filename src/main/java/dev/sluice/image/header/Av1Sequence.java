package dev.sluice.image.header;

import dev.sluice.units.PixelSize;
import java.io.IOException;

/**
 * The largest frame that AV1 data may hold, by their sequence header (AV1 specification, 5.5): what a decoder allocates, whatever
 * the boxes around it say.
 */
final class Av1Sequence {

    private static final int SEQUENCE_HEADER = 1;
    private static final int TEMPORAL_DELIMITER = 2;
    private static final int MAX_UNITS = 8;

    private final HeaderReader in;
    private long bit;

    private Av1Sequence(HeaderReader in, long at) {
        this.in = in;
        this.bit = 8 * at;
    }

    /** Reads the sequence header at the beginning of an item's data. */
    static PixelSize size(HeaderReader in, long data) throws IOException {
        long at = data;
        for (int i = 0; i < MAX_UNITS; i++) {
            int header = in.u8(at);
            int type = (header >> 3) & 15;
            at += (header & 4) == 0 ? 1 : 2;
            long length = 0;
            if ((header & 2) != 0) {
                int shift = 0;
                int octet;
                do {
                    octet = in.u8(at++);
                    length |= (octet & 0x7fL) << shift;
                    shift += 7;
                } while (octet >= 0x80 && shift < 35);
            }
            if (type == SEQUENCE_HEADER) {
                return new Av1Sequence(in, at).size();
            }
            if (type != TEMPORAL_DELIMITER && length == 0) {
                break;
            }
            at += length;
        }
        throw Claims.damaged("its AV1 data do not begin with their size");
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
