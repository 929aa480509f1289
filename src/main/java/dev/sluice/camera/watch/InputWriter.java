package dev.sluice.camera.watch;

import dev.sluice.camera.watch.DetectorOptions.Colours;
import dev.sluice.camera.watch.DetectorOptions.Element;
import dev.sluice.camera.watch.DetectorOptions.Input;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.inference.ModelSpec;
import dev.sluice.rendition.Pixels;
import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a picture as a model takes it. Holds some rows on the heap. For one thread. */
final class InputWriter {

    /** Of the bars beside a picture of another shape: what YOLO is trained with. */
    private static final int BARS = 114;

    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    private final Input input;
    private final float[][] floats = new float[CHANNELS][LEVELS];
    private final byte[] pixels;
    private final byte[] bytes;
    private final float[] numbers;

    InputWriter(Input input) {
        this.input = input;
        pixels = new byte[input.width() * CHANNELS];
        bytes = new byte[pixels.length];
        numbers = new float[pixels.length];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                floats[channel][level] =
                        (float) ((level * input.scale() - input.mean().get(channel))
                                / input.deviation().get(channel));
            }
        }
    }

    /** What is asked of the engine: as large as the input. */
    RenditionOptions options() {
        Fit fit = switch (input.fit()) {
            case LETTERBOX -> Fit.INSIDE;
            case STRETCH -> Fit.FILL;
        };
        return new RenditionOptions(
                input.width(), input.height(), fit, Gravity.CENTRE, true, null, null, Dither.NONE, Colour.WHITE, false);
    }

    /** The shape of the input, of one picture. */
    List<Long> shape() {
        long width = input.width();
        long height = input.height();
        return switch (input.layout()) {
            case NCHW -> List.of(1L, (long) CHANNELS, height, width);
            case NHWC -> List.of(1L, height, width, (long) CHANNELS);
        };
    }

    /** What the input is made of. */
    ModelSpec.Element element() {
        return switch (input.element()) {
            case FLOAT32 -> ModelSpec.Element.FLOAT32;
            case UINT8 -> ModelSpec.Element.UINT8;
        };
    }

    /**
     * Where a picture stands in an input, which it fills in one direction at least.
     *
     * @param left columns before it
     * @param top rows above it
     * @param size that it has there
     * @param source that it has itself
     */
    record Placement(int left, int top, PixelSize size, PixelSize source) {}

    /** Writes all of the input: the picture in the middle, and bars beside it. */
    Placement write(Pixels picture, ByteBuffer into) {
        PixelSize size = picture.size();
        int left = (input.width() - size.width()) / 2;
        int top = (input.height() - size.height()) / 2;
        FloatBuffer floatsInto = into.asFloatBuffer();
        for (int y = 0; y < input.height(); y++) {
            boolean inside = y >= top && y < top + size.height();
            prepare(inside ? picture : null, y - top, left);
            switch (input.layout()) {
                case NCHW -> {
                    for (int place = 0; place < CHANNELS; place++) {
                        put(place, CHANNELS, (place * input.height() + y) * input.width(), into, floatsInto);
                    }
                }
                case NHWC -> put(0, 1, y * input.width() * CHANNELS, into, floatsInto);
            }
        }
        return new Placement(left, top, size, picture.source());
    }

    /** One row of the input, in the model's order of colours, pixel by pixel. */
    private void prepare(@Nullable Pixels picture, int row, int left) {
        Arrays.fill(bytes, (byte) BARS);
        if (picture != null) {
            picture.row(row, pixels);
            int length = picture.size().width() * CHANNELS;
            int start = left * CHANNELS;
            if (input.colours() == Colours.BGR) {
                System.arraycopy(pixels, 0, bytes, start, length);
            } else {
                for (int at = 0; at < length; at += CHANNELS) {
                    bytes[start + at] = pixels[at + 2];
                    bytes[start + at + 1] = pixels[at + 1];
                    bytes[start + at + 2] = pixels[at];
                }
            }
        }
    }

    /** Writes every {@code step}th number of the row from {@code first} on, to {@code at}. */
    private void put(int first, int step, int at, ByteBuffer into, FloatBuffer floatsInto) {
        int count = bytes.length / step;
        if (input.element() == Element.UINT8) {
            for (int i = 0, from = first; i < count; i++, from += step) {
                pixels[i] = bytes[from];
            }
            into.put(at, pixels, 0, count);
            return;
        }
        for (int i = 0, from = first; i < count; i++, from += step) {
            int place = from % CHANNELS;
            int channel = input.colours() == Colours.BGR ? CHANNELS - 1 - place : place;
            numbers[i] = floats[channel][bytes[from] & 0xff];
        }
        floatsInto.put(at, numbers, 0, count);
    }
}
