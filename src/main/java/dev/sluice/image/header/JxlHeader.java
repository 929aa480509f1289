package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;

/**
 * The size of a JPEG XL picture, bare or in boxes (ISO/IEC 18181). Channels and depth would need most of a decoder to find: the
 * most that is usual is taken, RGB with alpha in 16 bits.
 */
final class JxlHeader {

    private static final int SIGNATURE_BOX = 12;

    /** Bits of a side by its two-bit selector. */
    private static final int[] SIDE_BITS = {9, 13, 18, 30};

    /** Width as numerator and denominator of the height, by the ratio's number; 0 means that the width is stored. */
    private static final int[][] RATIOS = {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}};

    private final HeaderReader in;
    private long bit;

    private JxlHeader(HeaderReader in, long codestream) {
        this.in = in;
        this.bit = 8 * (codestream + 2);
    }

    static Probe read(HeaderReader in) throws IOException {
        long codestream = in.has(0, "\u00ff\n") ? 0 : codestream(in);
        if (!in.has(codestream, "\u00ff\n")) {
            throw Claims.damaged("its JPEG XL codestream does not begin as one");
        }
        PixelSize size = new JxlHeader(in, codestream).size();
        return new Probe(
                MediaType.JXL,
                size,
                4,
                16,
                true,
                1,
                1,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Whole());
    }

    private static long codestream(HeaderReader in) throws IOException {
        long at = SIGNATURE_BOX;
        while (!in.has(at + 4, "jxlc") && !in.has(at + 4, "jxlp")) {
            in.step();
            long length = in.u32(at);
            if (length < 8) {
                throw Claims.damaged("it is a JPEG XL file without a codestream");
            }
            at += length;
        }
        return in.has(at + 4, "jxlc") ? at + 8 : at + 12;
    }

    private PixelSize size() throws IOException {
        boolean small = bits(1) == 1;
        long height = side(small);
        int[] ratio = RATIOS[(int) bits(3)];
        long width = ratio[0] == 0 ? side(small) : height * ratio[0] / ratio[1];
        return Claims.size(width, height);
    }

    private long side(boolean small) throws IOException {
        return small ? 8 * (bits(5) + 1) : bits(SIDE_BITS[(int) bits(2)]) + 1;
    }

    private long bits(int count) throws IOException {
        long number = 0;
        for (int i = 0; i < count; i++, bit++) {
            number |= (long) ((in.u8(bit >> 3) >> (bit & 7)) & 1) << i;
        }
        return number;
    }
}
