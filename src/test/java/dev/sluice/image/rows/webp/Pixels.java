package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.Means;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** A whole picture for comparisons: interleaved 8-bit channels, rows from the top. */
final class Pixels {

    /** For pictures that need no more than their price. */
    static final Allowance NOTHING_MORE = more -> {
        throw new AssertionError("asked for " + more + " more");
    };

    final int width;
    final int height;
    final int channels;
    final byte[] values;

    Pixels(int width, int height, int channels, byte[] values) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.values = values;
    }

    static Pixels read(Path file, int shrink, Allowance allowance) {
        try (LosslessWebp reader = LosslessWebp.open(file, shrink, allowance)) {
            int row = reader.size().width() * reader.channels();
            byte[] values = new byte[row * reader.size().height()];
            int[] at = new int[1];
            reader.read(
                    (bytes, count) -> {
                        assertThat(count).isEqualTo(row);
                        System.arraycopy(bytes, 0, values, at[0], count);
                        at[0] += count;
                    },
                    () -> {});
            assertThat(at[0]).isEqualTo(values.length);
            return new Pixels(reader.size().width(), reader.size().height(), reader.channels(), values);
        }
    }

    /** With alpha where the image has it. */
    static Pixels of(BufferedImage image) {
        int channels = image.getColorModel().hasAlpha() ? 4 : 3;
        byte[] values = new byte[image.getWidth() * image.getHeight() * channels];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = image.getRGB(x, y);
                for (int channel = 0; channel < channels; channel++) {
                    values[at++] = (byte) (channel == 3 ? argb >>> 24 : argb >> (16 - 8 * channel));
                }
            }
        }
        return new Pixels(image.getWidth(), image.getHeight(), channels, values);
    }

    int at(int x, int y, int channel) {
        return values[(y * width + x) * channels + channel] & 0xff;
    }

    /** The means of squares, colours weighted by alpha, computed as one would write it down. */
    Pixels shrunk(int shrink) {
        int across = Math.ceilDiv(width, shrink);
        int down = Math.ceilDiv(height, shrink);
        byte[] means = new byte[across * down * channels];
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    means[(y * across + x) * channels + channel] = (byte) mean(x, y, channel, shrink);
                }
            }
        }
        return new Pixels(across, down, channels, means);
    }

    private long mean(int column, int row, int channel, int shrink) {
        int left = column * shrink - Means.spare(width, shrink);
        int top = row * shrink - Means.spare(height, shrink);
        double sum = 0;
        double weights = 0;
        for (int y = Math.max(0, top); y < Math.min(height, top + shrink); y++) {
            for (int x = Math.max(0, left); x < Math.min(width, left + shrink); x++) {
                double weight = channels == 4 && channel < 3 ? at(x, y, 3) : 1;
                sum += weight * at(x, y, channel);
                weights += weight;
            }
        }
        return weights == 0 ? 0 : (long) Math.floor(sum / weights + 0.5);
    }

    void assertEquals(Pixels expected, String which) {
        assertThat(width + "x" + height + " with " + channels)
                .as(which)
                .isEqualTo(expected.width + "x" + expected.height + " with " + expected.channels);
        assertThat(values).as(which).isEqualTo(expected.values);
    }
}
