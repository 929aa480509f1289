package dev.sluice.image.rows;

import dev.sluice.units.PixelSize;

/** Averages pictures down straight from the definition. */
public final class Means {

    private Means() {}

    /**
     * The pixels of a picture averaged down.
     *
     * @param values interleaved channels, row by row
     */
    public static int[] of(int[] values, PixelSize full, int channels, int shrink) {
        PixelSize size = RowReducer.size(full, shrink);
        int[] means = new int[Math.toIntExact(size.pixels() * channels)];
        boolean alpha = channels == 2 || channels == 4;
        for (int at = 0; at < means.length; at++) {
            int channel = at % channels;
            int x = at / channels % size.width() * shrink;
            int y = at / channels / size.width() * shrink;
            long sum = 0;
            long weights = 0;
            for (int j = y; j < Math.min(y + shrink, full.height()); j++) {
                for (int i = x; i < Math.min(x + shrink, full.width()); i++) {
                    int pixel = (j * full.width() + i) * channels;
                    long weight = alpha && channel < channels - 1 ? values[pixel + channels - 1] : 1;
                    sum += values[pixel + channel] * weight;
                    weights += weight;
                }
            }
            boolean untouched = shrink == 1;
            means[at] = untouched
                    ? values[(y * full.width() + x) * channels + channel]
                    : weights == 0 ? 0 : (int) ((2 * sum + weights) / (2 * weights));
        }
        return means;
    }
}
