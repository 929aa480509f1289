package dev.sluice.image.rows.bmp;

/** Makes pixels of the bytes of a row, alpha in the highest byte and blue in the lowest. For one thread. */
final class PixelUnpacker {

    private static final int OPAQUE = 0xff00_0000;

    private final BmpStructure bmp;
    private final int width;
    private final int bits;
    private final int[] palette;

    PixelUnpacker(BmpStructure bmp) {
        this.bmp = bmp;
        width = bmp.size().width();
        palette = bmp.palette();
        bits = bmp.compression() == BmpStructure.Compression.RUN_LENGTHS ? 8 : bmp.bits();
    }

    /** @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when a pixel names a colour that the palette does not have */
    void unpack(byte[] bytes, int from, int[] pixels) {
        switch (bits) {
            case 16, 32 -> masked(bytes, from, pixels);
            case 24 -> plain(bytes, from, pixels);
            default -> indexed(bytes, from, pixels);
        }
    }

    private void indexed(byte[] bytes, int from, int[] pixels) {
        int most = (1 << bits) - 1;
        int shift = 8;
        int at = from;
        for (int x = 0; x < width; x++) {
            shift -= bits;
            int index = bytes[at] >> shift & most;
            if (shift == 0) {
                shift = 8;
                at++;
            }
            if (index >= palette.length) {
                throw Damage.damaged("a pixel is of colour " + index + " of a palette of " + palette.length);
            }
            pixels[x] = palette[index];
        }
    }

    private void plain(byte[] bytes, int from, int[] pixels) {
        int at = from;
        for (int x = 0; x < width; x++) {
            pixels[x] = OPAQUE | (bytes[at + 2] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at] & 0xff);
            at += 3;
        }
    }

    private void masked(byte[] bytes, int from, int[] pixels) {
        ChannelMask red = bmp.mask(0);
        ChannelMask green = bmp.mask(1);
        ChannelMask blue = bmp.mask(2);
        ChannelMask alpha = bmp.mask(3);
        int at = from;
        for (int x = 0; x < width; x++) {
            long pixel = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
            if (bits == 32) {
                pixel |= (bytes[at + 2] & 0xffL) << 16 | (bytes[at + 3] & 0xffL) << 24;
            }
            at += bits / 8;
            int opacity = alpha.bits() == 0 ? 255 : alpha.of(pixel);
            pixels[x] = opacity << 24 | red.of(pixel) << 16 | green.of(pixel) << 8 | blue.of(pixel);
        }
    }
}
