package dev.sluice.image;

import dev.sluice.units.DataSize;
import java.time.Duration;

/** Temporary. */
public final class CostModel {
    public Cost cost(Probe probe, Plan plan) {
        long base = 16L << 20;
        long pixels = probe.size().pixels();
        long more = switch (probe.layout()) {
            case Layout.Jpeg jpeg -> jpeg.process() == Layout.CodingProcess.PROGRESSIVE ? 2 * jpeg.samples() : 0;
            case Layout.Png png -> png.interlaced() ? 4 * pixels : 0;
            case Layout.Webp webp -> webp.lossless() ? 4 * pixels : pixels / 4;
            case Layout.Heif _ -> 11 * pixels;
            case Layout.Gif _, Layout.Tiff _, Layout.Bmp _, Layout.Whole _ -> 4 * pixels;
        };
        return new Cost(DataSize.ofBytes(base + more), DataSize.ZERO, Duration.ofSeconds(1));
    }
}
