package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The directory of an ICO file and the header of its largest picture, of the one with the most bits among several. What the directory says of a
 * picture only chooses it: its own header counts.
 */
final class IcoHeader {

    private static final int DIRECTORY = 6;
    private static final int ENTRY = 16;

    private IcoHeader() {}

    static boolean recognises(HeaderReader in) throws IOException {
        return in.has(0, "\0\0\1\0")
                && in.size() >= DIRECTORY + ENTRY
                && u16(in, 4) > 0
                && in.u8(DIRECTORY + 3) == 0
                && u32(in, DIRECTORY + 12) >= DIRECTORY + ENTRY;
    }

    static Probe read(HeaderReader in) throws IOException {
        long chosen = largest(in);
        long length = u32(in, chosen + 8);
        long offset = u32(in, chosen + 12);
        if (offset > in.size() - 1 || length == 0) {
            throw Claims.damaged("its largest picture is not in the file");
        }
        HeaderReader part = in.part(offset, Math.min(length, in.size() - offset));
        Probe picture = part.has(0, PngHeader.SIGNATURE) ? new PngHeader(part).read() : BmpHeader.readIcon(part);
        return new Probe(
                MediaType.ICO,
                picture.size(),
                picture.channels(),
                picture.bitsPerChannel(),
                picture.alpha(),
                1,
                1,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Ico(offset, length, picture.layout()));
    }

    private static long largest(HeaderReader in) throws IOException {
        int count = u16(in, 4);
        long best = DIRECTORY;
        for (long at = DIRECTORY; at < DIRECTORY + (long) count * ENTRY; at += ENTRY) {
            in.step();
            int more = Integer.compare(pixels(in, at), pixels(in, best));
            if (more > 0 || (more == 0 && u16(in, at + 6) > u16(in, best + 6))) {
                best = at;
            }
        }
        return best;
    }

    /** A side of 256 is written as 0. */
    private static int pixels(HeaderReader in, long at) throws IOException {
        return ((in.u8(at) + 255) % 256 + 1) * ((in.u8(at + 1) + 255) % 256 + 1);
    }

    private static int u16(HeaderReader in, long at) throws IOException {
        return in.u16(at, ByteOrder.LITTLE_ENDIAN);
    }

    private static long u32(HeaderReader in, long at) throws IOException {
        return in.u32(at, ByteOrder.LITTLE_ENDIAN);
    }
}
