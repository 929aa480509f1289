package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteOrder;

/** The headers of a BMP file: that of OS/2 1 and those of Windows since 3. */
final class BmpHeader {

    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int WINDOWS_HEADER = 40;
    private static final int HEADER_WITH_ALPHA_MASK = 56;
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;
    private static final int ALPHA_BITFIELDS = 6;

    private BmpHeader() {}

    static boolean recognises(HeaderReader in) throws IOException {
        if (!in.has(0, "BM") || in.size() < FILE_HEADER + 4) {
            return false;
        }
        long header = u32(in, FILE_HEADER);
        return header == OS2_HEADER || (header >= WINDOWS_HEADER && header <= 124);
    }

    static Probe read(HeaderReader in) throws IOException {
        long header = u32(in, FILE_HEADER);
        boolean old = header == OS2_HEADER;
        long width = old ? u16(in, 18) : (int) u32(in, 18);
        long height = old ? u16(in, 20) : (int) u32(in, 22);
        int bits = u16(in, old ? 24 : 28);
        int compression = old ? RGB : (int) Math.min(u32(in, 30), 0xffff);
        PixelSize size = Claims.size(width, Math.abs(height));
        if (bits < 1 || bits > 32 || compression > ALPHA_BITFIELDS) {
            throw Claims.damaged("its BMP header makes no sense");
        }
        if (compression == RGB || compression == BITFIELDS || compression == ALPHA_BITFIELDS) {
            long row = ((long) size.width() * bits + 31) / 32 * 4;
            Claims.plausible(size, row * size.height(), in.size());
        }
        boolean masks =
                compression == ALPHA_BITFIELDS || (compression == BITFIELDS && header >= HEADER_WITH_ALPHA_MASK);
        boolean alpha = masks && u32(in, FILE_HEADER + 52) != 0;
        return new Probe(
                MediaType.BMP,
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

    private static int u16(HeaderReader in, long at) throws IOException {
        return in.u16(at, ByteOrder.LITTLE_ENDIAN);
    }

    private static long u32(HeaderReader in, long at) throws IOException {
        return in.u32(at, ByteOrder.LITTLE_ENDIAN);
    }
}
