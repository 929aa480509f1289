package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.util.zip.CRC32;

/** The chunks of a PNG file up to its first pixels (ISO/IEC 15948). What stands behind them is not looked for. */
final class PngHeader {

    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    private static final int PALETTE = 3;

    /** Deflate cannot make more out of a byte. */
    private static final int MAX_INFLATION = 1032;

    private final HeaderReader in;
    private boolean palette;
    private boolean transparent;
    private boolean profile;
    private int orientation = 1;
    private long frames = 1;
    private boolean animated;
    private long metadata;

    PngHeader(HeaderReader in) {
        this.in = in;
    }

    Probe read() throws IOException {
        if (!in.has(8, "\0\0\0\rIHDR") || in.u32(29) != checksum()) {
            throw Claims.damaged("its PNG header is missing or does not match its checksum");
        }
        PixelSize size = Claims.size(in.u32(16), in.u32(20));
        int depth = in.u8(24);
        int colour = in.u8(25);
        int interlace = in.u8(28);
        int stored = stored(colour);
        if (!depthFits(depth, colour) || in.u16(26) != 0 || interlace > 1) {
            throw Claims.damaged("its PNG header makes no sense");
        }
        long row = ((long) size.width() * stored * depth + 7) / 8;
        Claims.plausible(size, row * size.height() / MAX_INFLATION, in.size());
        chunks();
        if (colour == PALETTE && !palette) {
            throw Claims.damaged("it is a PNG of palette colours without a palette");
        }
        boolean alpha = transparent || colour >= 4;
        int opaque = colour == 0 || colour == 4 ? 1 : 3;
        return new Probe(
                MediaType.PNG,
                size,
                alpha ? opaque + 1 : opaque,
                Math.max(8, depth),
                alpha,
                Math.clamp(frames, 1, Integer.MAX_VALUE),
                orientation,
                profile,
                Claims.metadata(metadata),
                DataSize.ofBytes(in.size()),
                new Layout.Png(interlace == 1, colour == PALETTE, animated));
    }

    /** Channels of a pixel in the file. */
    private static int stored(int colour) {
        return switch (colour) {
            case 0, PALETTE -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw Claims.damaged("its PNG header names no kind of colour");
        };
    }

    private static boolean depthFits(int depth, int colour) {
        return switch (depth) {
            case 1, 2, 4 -> colour == 0 || colour == PALETTE;
            case 8 -> true;
            case 16 -> colour != PALETTE;
            default -> false;
        };
    }

    private long checksum() throws IOException {
        CRC32 crc = new CRC32();
        for (int at = 12; at < 29; at++) {
            crc.update(in.u8(at));
        }
        return crc.getValue();
    }

    private void chunks() throws IOException {
        long at = 33;
        while (!in.has(at + 4, "IDAT")) {
            in.step();
            long length = in.u32(at);
            if (length > Integer.MAX_VALUE || in.has(at + 4, "IEND")) {
                throw Claims.damaged("it is a PNG without pixels");
            }
            chunk(at + 4, length);
            at += 12 + length;
        }
    }

    private void chunk(long type, long length) throws IOException {
        long data = type + 4;
        if (in.has(type, "PLTE")) {
            palette = true;
        } else if (in.has(type, "tRNS")) {
            transparent = true;
        } else if (in.has(type, "acTL")) {
            animated = true;
            frames = in.u32(data);
        } else if (in.has(type, "eXIf")) {
            metadata += Exif.UNPACKED * length;
            orientation = Exif.orientation(in, data, length);
        } else if (in.has(type, "iCCP")) {
            profile = true;
            metadata += length + deflatedText(data, length);
        } else if (in.has(type, "zTXt")) {
            metadata += length + deflatedText(data, length);
        } else if (in.has(type, "iTXt")) {
            metadata += internationalText(data, length);
        } else {
            metadata += length;
        }
    }

    /** What the deflated part of a chunk takes inflated: it stands behind a keyword, ended by 0, and the number of a method. */
    private long deflatedText(long data, long length) throws IOException {
        return inflated(terminator(data, length) + 2, data + length);
    }

    /** A text may be deflated: a flag and a method stand behind its keyword, then language and translation, each ended by 0. */
    private long internationalText(long data, long length) throws IOException {
        long end = data + length;
        long flag = terminator(data, length) + 1;
        if (flag >= end || in.u8(flag) == 0) {
            return length;
        }
        long language = terminator(flag + 2, end - flag - 2) + 1;
        return length + inflated(terminator(language, end - language) + 1, end);
    }

    private long inflated(long from, long end) throws IOException {
        return from < end ? in.inflatedSize(from, end - from, Claims.MAX_METADATA + 1) : 0;
    }

    /** Where the byte 0 that ends a text is; the end of the chunk when there is none. */
    private long terminator(long from, long length) throws IOException {
        long at = from;
        while (at < from + length && in.u8(at) != 0) {
            in.step();
            at++;
        }
        return at;
    }
}
