package dev.sluice.image.rows.bmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.rows.Means;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.units.PixelSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A picture as plain numbers. */
final class Pixels {

    private final PixelSize size;
    private final int channels;
    private final byte[] values;

    private Pixels(PixelSize size, int channels, byte[] values) {
        this.size = size;
        this.channels = channels;
        this.values = values;
    }

    int channels() {
        return channels;
    }

    byte[] values() {
        return values;
    }

    /** By the reader under test, as a file. */
    static Pixels read(Path file, int shrink) {
        try (BmpRows rows = BmpRows.open(file, shrink)) {
            return read(rows);
        }
    }

    static Pixels read(RowReader rows) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        rows.read((row, bytes) -> all.write(row, 0, bytes), () -> {});
        assertThat(rows.bytesPerChannel()).isEqualTo(1);
        return new Pixels(rows.size(), rows.channels(), all.toByteArray());
    }

    /** By the reader of the JDK. */
    static Pixels ofJdk(Path file, int channels) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return of(image.getWidth(), image.getHeight(), channels, image::getRGB);
    }

    /** A colour for each place, alpha in the highest byte. */
    @FunctionalInterface
    interface Painter {
        int pixel(int x, int y);
    }

    static Pixels of(int width, int height, int channels, Painter painter) {
        byte[] values = new byte[width * height * channels];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = painter.pixel(x, y);
                for (int channel = 0; channel < channels; channel++) {
                    values[at++] = (byte) (pixel >> (channel == 3 ? 24 : 16 - 8 * channel));
                }
            }
        }
        return new Pixels(new PixelSize(width, height), channels, values);
    }

    Pixels averaged(int shrink) {
        int[] numbers = new int[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values[i] & 0xff;
        }
        int[] means = Means.of(numbers, size, channels, shrink);
        byte[] bytes = new byte[means.length];
        for (int i = 0; i < means.length; i++) {
            bytes[i] = (byte) means[i];
        }
        return new Pixels(RowReducer.size(size, shrink), channels, bytes);
    }

    void assertSame(Pixels expected, String what) {
        assertThat(size).as(what).isEqualTo(expected.size);
        assertThat(channels).as(what).isEqualTo(expected.channels);
        assertThat(values).as(what).isEqualTo(expected.values);
    }
}
