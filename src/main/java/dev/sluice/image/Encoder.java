package dev.sluice.image;

import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.units.MediaType;
import java.util.Optional;

/** Writes pictures in the formats that libvips has a saver for. Immutable, safe for threads. */
final class Encoder {

    /** {@code VIPS_FOREIGN_HEIF_COMPRESSION_AV1}. */
    private static final int COMPRESSION_AV1 = 4;

    /** {@code VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE}. */
    private static final int COMPRESSION_DEFLATE = 2;

    /** {@code VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL}. */
    private static final int PREDICTOR_HORIZONTAL = 2;

    /** {@code VIPS_FOREIGN_PNG_FILTER_NONE} and {@code ALL}: a quarter smaller photographs in hardly more time. */
    private static final int FILTER_NONE = 0x08;

    private static final int FILTER_ALL = 0xf8;

    /** Half the time of libvips' default for 4 % larger files. */
    private static final int WEBP_EFFORT = 2;

    /** A fifth of the time of libvips' default for 10 % larger files. */
    private static final int GIF_EFFORT = 2;

    private final VipsLibrary library;

    Encoder(VipsLibrary library) {
        this.library = library;
    }

    /** The operation that writes a kind of picture; empty where libvips has none that is used here. */
    static Optional<String> saver(MediaType type) {
        return switch (type) {
            case JPEG -> Optional.of("jpegsave_target");
            case PNG -> Optional.of("pngsave_target");
            case WEBP -> Optional.of("webpsave_target");
            case AVIF -> Optional.of("heifsave_target");
            case GIF -> Optional.of("gifsave_target");
            case TIFF -> Optional.of("tiffsave_target");
            case HEIC, JXL, JPEG2000, SVG, BMP, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 -> Optional.empty();
        };
    }

    /**
     * Computes and writes all pixels.
     *
     * @param kept what of the picture's metadata is written too, as {@link Pipeline#keep} tells
     * @throws VipsException when a pixel cannot be decoded, encoded or written
     */
    void write(VipsImage image, Output output, int kept, VipsTarget target) {
        String saver = saver(output.type()).orElseThrow();
        VipsOperation operation = library.saver(saver, image, kept).set("target", target);
        switch (output) {
            case Output.Jpeg(int quality) -> operation.set("Q", quality);
            case Output.Png(int compression) ->
                operation.set("compression", compression).set("filter", compression == 0 ? FILTER_NONE : FILTER_ALL);
            case Output.Webp(int quality) -> operation.set("Q", quality).set("effort", WEBP_EFFORT);
            case Output.Avif(int quality, int effort) ->
                operation.set("Q", quality).set("effort", effort).set("compression", COMPRESSION_AV1);
            case Output.Tiff _ ->
                operation.set("compression", COMPRESSION_DEFLATE).set("predictor", PREDICTOR_HORIZONTAL);
            case Output.Gif _ -> operation.set("effort", GIF_EFFORT);
            case Output.Bmp _, Output.Rgb565 _, Output.Grey _ -> {}
        }
        operation.run();
    }
}
