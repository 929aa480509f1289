package dev.sluice.units;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of picture that Sluice reads or writes, with the names by which requests ask for them. Whether the libvips in
 * use can read or write a kind is the engine's to say.
 */
public enum MediaType {
    JPEG("image/jpeg", "jpg", List.of("jpeg", "jpg")),
    PNG("image/png", "png", List.of("png")),
    WEBP("image/webp", "webp", List.of("webp")),
    AVIF("image/avif", "avif", List.of("avif")),
    GIF("image/gif", "gif", List.of("gif")),
    TIFF("image/tiff", "tif", List.of("tiff", "tif")),
    BMP("image/bmp", "bmp", List.of("bmp")),
    HEIC("image/heic", "heic", List.of("heic", "heif")),
    JXL("image/jxl", "jxl", List.of("jxl")),
    JPEG2000("image/jp2", "jp2", List.of("jp2")),
    /** Icons for Windows and web sites; registered as {@code image/vnd.microsoft.icon}, but known to all by this name. */
    ICO("image/x-icon", "ico", List.of("ico")),
    SVG("image/svg+xml", "svg", List.of("svg")),
    /** 16 bits a pixel, 5 red, 6 green, 5 blue, low byte first, rows top down, no header. */
    RGB565("application/vnd.sluice.rgb565", "rgb565", List.of("rgb565", "rgb565le")),
    /** As {@link #RGB565}, high byte first: what most display controllers take over SPI. */
    RGB565_BIG_ENDIAN("application/vnd.sluice.rgb565be", "rgb565be", List.of("rgb565be")),
    /** 1 bit a pixel, 1 is white, high bit first, each row padded to a byte, no header. */
    GREY1("application/vnd.sluice.grey1", "grey1", List.of("grey1", "gray1")),
    /** 4 bits a pixel, 15 is white, high half first, each row padded to a byte, no header. */
    GREY4("application/vnd.sluice.grey4", "grey4", List.of("grey4", "gray4"));

    private final String text;
    private final String extension;
    private final List<String> names;

    MediaType(String text, String extension, List<String> names) {
        this.text = text;
        this.extension = extension;
        this.names = names;
    }

    /** The media type as it stands in {@code Content-Type}. */
    public String text() {
        return text;
    }

    /** File name ending, without the dot. */
    public String extension() {
        return extension;
    }

    /** What a {@code format} parameter may say, the usual one first. */
    public List<String> names() {
        return names;
    }

    /** The kind a {@code format} parameter names, whatever its case. */
    public static Optional<MediaType> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (MediaType type : values()) {
            if (type.names.contains(lower)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
