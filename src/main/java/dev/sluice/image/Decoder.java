package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.units.MediaType;
import java.nio.file.Path;
import java.util.Optional;

/** Opens pictures with the loader of their kind, never by what a file's name or first bytes suggest to libvips. */
final class Decoder {

    /** {@code VIPS_ACCESS_SEQUENTIAL}: rows are read once, from the top. */
    private static final int SEQUENTIAL = 1;

    /** {@code VIPS_FAIL_ON_NONE} and {@code VIPS_FAIL_ON_ERROR}, which includes truncation. */
    private static final int FAIL_ON_NONE = 0;

    private static final int FAIL_ON_ERROR = 2;

    private final VipsLibrary library;
    private final int failOn;

    Decoder(VipsLibrary library, EngineConfig.Truncated truncated) {
        this.library = library;
        failOn = switch (truncated) {
            case REFUSE -> FAIL_ON_ERROR;
            case KEEP -> FAIL_ON_NONE;
        };
    }

    /** Whether a file that ends too early is none. */
    boolean wantsAll() {
        return failOn == FAIL_ON_ERROR;
    }

    /** The operation that reads a kind of picture; empty where libvips has none that is fit for untrusted files. */
    static Optional<String> loader(MediaType type) {
        return switch (type) {
            case JPEG -> Optional.of("jpegload");
            case PNG -> Optional.of("pngload");
            case WEBP -> Optional.of("webpload");
            case AVIF -> Optional.of("heifload");
            case GIF -> Optional.of("gifload");
            case TIFF -> Optional.of("tiffload");
            case JXL -> Optional.of("jxlload");
            case JPEG2000 -> Optional.of("jp2kload");
            case SVG -> Optional.of("svgload");
            case HEIC, BMP, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 -> Optional.empty();
        };
    }

    /**
     * Reads the header; pixels follow when they are asked for, once and from the top.
     *
     * @throws VipsException when the header is damaged
     */
    VipsImage open(Path source, MediaType type, Way way) {
        String loader = loader(type)
                .orElseThrow(() -> new BadInput(
                        BadInput.Kind.UNSUPPORTED_PICTURE, type.names().getFirst() + " pictures cannot be read"));
        VipsOperation operation = library.operation(loader)
                .set("filename", source.toAbsolutePath().toString())
                .set("access", SEQUENTIAL)
                .set("fail_on", failOn);
        if (way instanceof Way.Engine(int _, int page) && page != 0) {
            operation.set("page", page);
        }
        if (way instanceof Way.Frames(int frames)) {
            operation.set("n", frames);
        }
        if (way.shrink() != 1 && type == MediaType.JPEG) {
            operation.set("shrink", way.shrink());
        }
        if (way.shrink() != 1 && type == MediaType.WEBP) {
            operation.set("scale", 1.0 / way.shrink());
        }
        return operation.image();
    }
}
