package dev.sluice.image.rows.png;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.Means;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.units.PixelSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Pictures as plain numbers, read by the reader under test and by the engine. */
final class Pixels {

    /** PNGs need no more than their price. */
    static final Allowance NOTHING_MORE = more -> {
        throw new AssertionError("asked for " + more + " more");
    };

    private static final Path HOME = Path.of(System.getProperty("user.dir"));

    private static final VipsLibrary ENGINE = new VipsLibrary(new VipsLocator("", HOME), false);

    final PixelSize size;
    final int channels;
    final int bytesPerChannel;
    final int[] values;

    private Pixels(PixelSize size, int channels, int bytesPerChannel, int[] values) {
        this.size = size;
        this.channels = channels;
        this.bytesPerChannel = bytesPerChannel;
        this.values = values;
    }

    /** By the one who made the picture. */
    static Pixels of(TestPng png) {
        return new Pixels(new PixelSize(png.width, png.height), png.channels(), png.bytesPerChannel(), png.pixels());
    }

    Pixels averaged(int shrink) {
        return new Pixels(
                RowReducer.size(size, shrink), channels, bytesPerChannel, Means.of(values, size, channels, shrink));
    }

    void assertSame(Pixels other, String what) {
        assertThat(layout()).as(what).isEqualTo(other.layout());
        assertThat(Arrays.mismatch(values, other.values))
                .as(what + ": the first channel that differs")
                .isEqualTo(-1);
    }

    private List<Object> layout() {
        return List.of(size, channels, bytesPerChannel);
    }

    /** By the reader under test. */
    static Pixels read(Path file, int shrink) {
        try (PngRows rows = PngRows.open(file, shrink, NOTHING_MORE)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            rows.read((row, bytes) -> all.write(row, 0, bytes), () -> {});
            return new Pixels(
                    rows.size(),
                    rows.channels(),
                    rows.bytesPerChannel(),
                    numbers(all.toByteArray(), rows.bytesPerChannel()));
        }
    }

    /**
     * By libvips.
     *
     * @throws dev.sluice.image.vips.VipsException when it cannot
     */
    static Pixels engine(Path file) {
        Path raw = file.resolveSibling(file.getFileName() + ".raw");
        try (VipsImage image = ENGINE.operation("pngload")
                .set("filename", file.toString())
                .set("fail_on", 2)
                .image()) {
            ENGINE.operation("rawsave")
                    .set("in", image)
                    .set("filename", raw.toString())
                    .run();
            int bytes = image.format() == VipsImage.FORMAT_8_BIT ? 1 : 2;
            return new Pixels(
                    new PixelSize(image.width(), image.height()),
                    image.bands(),
                    bytes,
                    numbers(Files.readAllBytes(raw), bytes));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int[] numbers(byte[] bytes, int bytesPerChannel) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int[] numbers = new int[bytes.length / bytesPerChannel];
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] = bytesPerChannel == 2 ? buffer.getShort() & 0xffff : buffer.get() & 0xff;
        }
        return numbers;
    }
}
