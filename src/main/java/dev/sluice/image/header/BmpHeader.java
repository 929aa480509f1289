package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteOrder;

/** The headers of a BMP file, that of OS/2 1 and those of Windows since 3, and of a picture in an icon. */
final class BmpHeader {

    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int WINDOWS_HEADER = 40;
    private static final int HEADER_WITH_ALPHA_MASK = 56;
    private static final int VERSION_4_HEADER = 108;
    private static final int LONGEST_HEADER = 124;
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;
    private static final long ALPHA_ON_TOP = 0xff00_0000L;

    /** One code of run lengths: two bytes for at most so many pixels. */
    private static final int LONGEST_RUN = 255;

    private BmpHeader() {}

    static boolean recognises(HeaderReader in) throws IOException {
        if (!in.has(0, "BM") || in.size() < FILE_HEADER + 4) {
            return false;
        }
        long header = u32(in, FILE_HEADER);
        return header == OS2_HEADER || (header >= WINDOWS_HEADER && header <= LONGEST_HEADER);
    }

    static Probe read(HeaderReader in) throws IOException {
        return read(in, FILE_HEADER, false);
    }

    /**
     * Reads the header of a picture in an icon, which has none of a file and says twice its height: its mask counts as well.
     *
     * @param in the picture
     */
    static Probe readIcon(HeaderReader in) throws IOException {
        return read(in, 0, true);
    }

    private static Probe read(HeaderReader in, int at, boolean icon) throws IOException {
        long header = u32(in, at);
        boolean old = header == OS2_HEADER;
        long width = old ? u16(in, at + 4) : (int) u32(in, at + 4);
        long height = old ? u16(in, at + 6) : (int) u32(in, at + 8);
        int bits = u16(in, old ? at + 10 : at + 14);
        int compression = old ? RGB : (int) Math.min(u32(in, at + 16), 0xffff);
        PixelSize size = Claims.size(width, icon ? Math.abs(height) / 2 : Math.abs(height));
        if (bits < 1 || bits > 32 || compression > ALPHA_BITFIELDS) {
            throw Claims.damaged("its BMP header makes no sense");
        }
        Claims.plausible(size, least(size, bits, compression), in.size());
        boolean alpha = icon || alpha(in, at, header, bits, compression);
        return new Probe(
                icon ? MediaType.ICO : MediaType.BMP,
                size,
                alpha ? 4 : 3,
                8,
                alpha,
                1,
                1,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Bmp(height < 0, compression));
    }

    /** The fewest bytes of pixels; those of other formats within a BMP are not read anyway. */
    private static long least(PixelSize size, int bits, int compression) {
        if (compression == RGB || compression == BITFIELDS || compression == ALPHA_BITFIELDS) {
            return ((long) size.width() * bits + 31) / 32 * 4 * size.height();
        }
        return 2L * Math.ceilDiv(size.width(), LONGEST_RUN) * size.height();
    }

    /** Whether a mask says which bits are opacity. */
    private static boolean alpha(HeaderReader in, int at, long header, int bits, int compression) throws IOException {
        if (bits != 16 && bits != 32) {
            return false;
        }
        return switch (compression) {
            case RGB -> bits == 32 && header >= VERSION_4_HEADER && u32(in, at + 52) == ALPHA_ON_TOP;
            case BITFIELDS -> header >= HEADER_WITH_ALPHA_MASK && u32(in, at + 52) != 0;
            case ALPHA_BITFIELDS -> u32(in, at + 52) != 0;
            default -> false;
        };
    }

    private static int u16(HeaderReader in, long at) throws IOException {
        return in.u16(at, ByteOrder.LITTLE_ENDIAN);
    }

    private static long u32(HeaderReader in, long at) throws IOException {
        return in.u32(at, ByteOrder.LITTLE_ENDIAN);
    }
}
