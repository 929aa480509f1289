package dev.sluice.image;

import dev.sluice.units.MediaType;

/** What a rendition is written as. */
public sealed interface Output {

    /** The kind of picture that comes out. */
    MediaType type();

    /** Baseline JPEG, 4:2:0 below quality 90. */
    record Jpeg(int quality) implements Output {
        @Override
        public MediaType type() {
            return MediaType.JPEG;
        }
    }

    /**
     * PNG, not interlaced.
     *
     * @param compression zlib level, 0 to 9
     */
    record Png(int compression) implements Output {
        @Override
        public MediaType type() {
            return MediaType.PNG;
        }
    }

    record Webp(int quality) implements Output {
        @Override
        public MediaType type() {
            return MediaType.WEBP;
        }
    }

    /**
     * AVIF.
     *
     * @param quality 1 to 100
     * @param effort 0 (fast) to 9 (small)
     */
    record Avif(int quality, int effort) implements Output {
        @Override
        public MediaType type() {
            return MediaType.AVIF;
        }
    }

    record Gif() implements Output {
        @Override
        public MediaType type() {
            return MediaType.GIF;
        }
    }

    /** Deflated strips. */
    record Tiff() implements Output {
        @Override
        public MediaType type() {
            return MediaType.TIFF;
        }
    }

    /** 24-bit BMP, written by us: libvips has no writer for it. */
    record Bmp() implements Output {
        @Override
        public MediaType type() {
            return MediaType.BMP;
        }
    }

    /** Raw 16-bit pixels for a display controller. */
    record Rgb565(boolean bigEndian, Dither dither) implements Output {
        @Override
        public MediaType type() {
            return bigEndian ? MediaType.RGB565_BIG_ENDIAN : MediaType.RGB565;
        }
    }

    /**
     * Raw grey pixels for e-paper.
     *
     * @param bits 1 or 4
     * @param dither how missing greys are approached
     */
    record Grey(int bits, Dither dither) implements Output {
        @Override
        public MediaType type() {
            return bits == 1 ? MediaType.GREY1 : MediaType.GREY4;
        }
    }
}
