package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;

/** The size of a JPEG 2000 picture, bare or in boxes (ITU-T T.800). */
final class Jpeg2000Header {

    private static final int MAX_BITS = 38;

    private Jpeg2000Header() {}

    static Probe read(HeaderReader in) throws IOException {
        long boxes = 0;
        while (!in.has(boxes + 4, "ihdr") && in.has(0, "\0")) {
            in.step();
            long length = in.u32(boxes);
            boolean enter = in.has(boxes + 4, "jp2h");
            if (!enter && length < 8) {
                throw Claims.damaged("it is a JPEG 2000 file without a header box");
            }
            boxes += enter ? 8 : length;
        }
        if (in.has(boxes + 4, "ihdr")) {
            return probe(in, in.u32(boxes + 12), in.u32(boxes + 8), in.u16(boxes + 16), (in.u8(boxes + 18) & 0x7f) + 1);
        }
        return probe(in, in.u32(8) - in.u32(16), in.u32(12) - in.u32(20), in.u16(40), (in.u8(42) & 0x7f) + 1);
    }

    private static Probe probe(HeaderReader in, long width, long height, int channels, int bits) {
        PixelSize size = Claims.size(width, height);
        return new Probe(
                MediaType.JPEG2000,
                size,
                Claims.channels(channels),
                Math.clamp(bits, 8, MAX_BITS),
                channels == 2 || channels == 4,
                1,
                1,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Whole());
    }
}
