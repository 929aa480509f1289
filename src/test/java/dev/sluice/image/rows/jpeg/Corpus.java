package dev.sluice.image.rows.jpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Small progressive pictures, each with what jpegtran makes of it: see ATTRIBUTION.md. */
enum Corpus {
    YUV420("yuv420"),
    YUV422("yuv422"),
    YUV440("yuv440"),
    YUV411("yuv411"),
    YUV444("yuv444"),
    GREY("grey"),
    CMYK("cmyk"),
    RGB("rgb"),
    ODD_SIZE("odd"),
    RESTARTS_EVERY_TWO_BLOCKS("restarts"),
    RESTARTS_EVERY_ROW("restart-rows"),
    OWN_SCRIPT("script"),
    MOZJPEG_SCRIPT("mozjpeg"),
    UNUSUAL_FACTORS("factors"),
    TABLES_OF_16_BITS("coarse");

    private final String name;

    Corpus(String name) {
        this.name = name;
    }

    /** As an encoder wrote it. */
    byte[] progressive() {
        return read(name + ".jpg");
    }

    /** The same coefficients, as jpegtran wrote them. */
    byte[] baseline() {
        return read(name + ".baseline.jpg");
    }

    private static byte[] read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/jpeg/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
