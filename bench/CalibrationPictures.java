import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Draws the pictures to calibrate with: smooth ones, as photographs are, and noise, the worst that an encoder can meet. */
final class CalibrationPictures {
    private static final int GREY = 1;
    private static final int RGB_16_BIT = 25;
    private static final int FORMAT_8_BIT = 0;
    private static final int AV1 = 4;
    private static final int DEFLATE = 2;
    private static final int NO_SUBSAMPLING = 2;
    private static final int FRAMES = 12;
    private final VipsLibrary library;
    private final Path folder;

    CalibrationPictures(VipsLibrary library, Path folder) {
        this.library = library;
        this.folder = folder;
    }

    /**
     * A picture of a kind, drawn if it is not there yet.
     *
     * @param kind file name without the size: its ending says the format, the words before it how it is stored
     */
    Path get(String kind, int width, int height) throws IOException {
        Path file = folder.resolve(width + "x" + height + "-" + kind);
        if (!Files.exists(file)) {
            save(kind, paint(kind, width, height), file);
            if (kind.contains("turned")) {
                turn(file);
            }
        }
        return file;
    }

    private VipsImage paint(String kind, int width, int height) {
        if (kind.contains("masked")) {
            return masked(width, height);
        }
        if (kind.contains("moving")) {
            return moving(kind.replace("moving", ""), width, height);
        }
        VipsImage image = kind.contains("noise") ? noise(width, height) : smooth(width, height);
        if (kind.contains("grey")) {
            image = convert(image, GREY);
        } else if (kind.contains("deep")) {
            image = convert(image, RGB_16_BIT);
        } else if (kind.contains("cmyk") || kind.contains("p3")) {
            image = library.operation("icc_transform").set("in", image).set("input_profile", "srgb")
                    .set("output_profile", kind.contains("cmyk") ? "cmyk" : "p3").image();
        }
        return kind.contains("alpha")
                ? library.operation("bandjoin_const").set("in", image).set("c", new double[] {150}).image()
                : image;
    }

    /** Frames one below the other, each another picture. */
    private VipsImage moving(String kind, int width, int height) {
        VipsImage frames = library.operation("copy").set("in", paint(kind, width, FRAMES * height)).image();
        frames.dividedInto(FRAMES, height);
        return frames;
    }

    private VipsImage smooth(int width, int height) {
        return colour(library.operation("perlin").set("width", width).set("height", height).set("cell_size", 200)
                .set("uchar", 1).image());
    }

    /** Colours that change slowly, under alpha that does not. Stays in memory. */
    private VipsImage masked(int width, int height) {
        MemorySegment pixels = Arena.global().allocate(4L * width * height);
        Random random = new Random(1);
        for (int at = 0; at < width * height; at++) {
            int x = at % width;
            int y = at / width;
            pixels.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * at, x * 255 / width | y * 255 / height << 8 | random.nextInt(256) << 24);
        }
        try (VipsImage like = smooth(1, 1)) {
            return library.image(pixels, new PixelSize(width, height), 4, FORMAT_8_BIT, like);
        }
    }

    private VipsImage noise(int width, int height) {
        VipsImage grains = library.operation("gaussnoise").set("width", width).set("height", height)
                .set("mean", 128.0).set("sigma", 40.0).image();
        return colour(library.operation("cast").set("in", grains).set("format", FORMAT_8_BIT).image());
    }

    private VipsImage colour(VipsImage grey) {
        return library.operation("falsecolour").set("in", grey).image();
    }

    private VipsImage convert(VipsImage image, int space) {
        return library.operation("colourspace").set("in", image).set("space", space).image();
    }

    private void save(String kind, VipsImage image, Path file) throws IOException {
        String ending = kind.substring(kind.lastIndexOf('.') + 1);
        if (ending.equals("bmp")) {
            bmp(kind, image, file);
            return;
        }
        VipsOperation saver = library.operation(
                        switch (ending) {
                            case "jpg" -> "jpegsave";
                            case "avif" -> "heifsave";
                            case "tif" -> "tiffsave";
                            default -> ending + "save";
                        })
                .set("in", image).set("filename", file.toString());
        if (kind.contains("progressive") || kind.contains("interlaced")) {
            saver.set("interlace", 1);
        }
        if (kind.contains("444")) {
            saver.set("subsample_mode", NO_SUBSAMPLING);
        }
        if (kind.contains("lossless")) {
            saver.set("lossless", 1);
        }
        if (kind.contains("palette")) {
            saver.set("palette", 1);
        }
        switch (ending) {
            case "png" -> saver.set("compression", 1).set("effort", 1);
            case "webp" -> saver.set("effort", 0);
            case "gif" -> saver.set("effort", 1);
            case "avif" ->
                saver.set("compression", AV1).set("effort", 0).set("bitdepth", kind.contains("deep") ? 10 : 8);
            case "tif" -> tiff(kind, saver);
            default -> saver.set("Q", 80);
        }
        saver.run();
    }

    private static void tiff(String kind, VipsOperation saver) {
        if (kind.contains("deflate")) {
            saver.set("compression", DEFLATE);
        }
        if (kind.contains("tile")) {
            int side = kind.contains("large") ? 1024 : 256;
            saver.set("tile", 1).set("tile_width", side).set("tile_height", side);
        }
    }

    /** From the last row to the first: with a mask for alpha, as runs of 16 greys, or plain. libvips has no writer for it. */
    private void bmp(String kind, VipsImage image, Path file) throws IOException {
        Path raw = file.resolveSibling(file.getFileName() + ".raw");
        library.operation("rawsave").set("in", image).set("filename", raw.toString()).run();
        int width = image.width();
        int bands = image.bands();
        boolean runs = kind.contains("runs");
        byte[] pixels = new byte[width * bands];
        ByteBuffer out = ByteBuffer.allocate(2048 + 4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
        header(image, runs, out);
        try (RandomAccessFile rows = new RandomAccessFile(raw.toFile(), "r");
                OutputStream target = Files.newOutputStream(file)) {
            for (int y = image.height() - 1; y >= 0; y--) {
                rows.seek((long) y * pixels.length);
                rows.readFully(pixels);
                if (runs) {
                    runs(pixels, bands, out);
                } else {
                    row(pixels, bands, out);
                }
                target.write(out.array(), 0, out.position());
                out.clear();
            }
        }
        Files.delete(raw);
    }

    private static void header(VipsImage image, boolean runs, ByteBuffer out) {
        boolean alpha = image.bands() == 4;
        int header = alpha ? 108 : 40;
        int palette = runs ? 256 : 0;
        out.put((byte) 'B').put((byte) 'M').putInt(0).putInt(0).putInt(14 + header + 4 * palette).putInt(header);
        out.putInt(image.width()).putInt(image.height()).putShort((short) 1);
        out.putShort((short) (runs ? 8 : 8 * image.bands())).putInt(runs ? 1 : alpha ? 3 : 0).position(14 + 40);
        if (alpha) {
            out.putInt(0xff0000).putInt(0xff00).putInt(0xff).putInt(0xff000000).position(14 + header);
        }
        for (int grey = 0; grey < palette; grey++) {
            out.putInt(grey * 0x10101);
        }
    }

    private static void row(byte[] pixels, int bands, ByteBuffer out) {
        for (int at = 0; at < pixels.length; at += bands) {
            out.put(pixels[at + 2]).put(pixels[at + 1]).put(pixels[at]);
            if (bands == 4) {
                out.put(pixels[at + 3]);
            }
        }
        out.put(new byte[-pixels.length & 3]);
    }

    private static void runs(byte[] pixels, int bands, ByteBuffer out) {
        int width = pixels.length / bands;
        for (int x = 0; x < width; ) {
            int grey = pixels[x * bands] & 0xf0;
            int begin = x;
            while (x < width && x - begin < 255 && (pixels[x * bands] & 0xf0) == grey) {
                x++;
            }
            out.put((byte) (x - begin)).put((byte) grey);
        }
        out.putShort((short) 0);
    }

    /** Puts an EXIF segment that says "turn right" before all others of a JPEG file. */
    private static void turn(Path jpeg) throws IOException {
        byte[] picture = Files.readAllBytes(jpeg);
        ByteBuffer turned = ByteBuffer.allocate(picture.length + 36);
        turned.putShort((short) 0xffd8).putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0MM".getBytes());
        turned.putShort((short) 42).putInt(8).putShort((short) 1);
        turned.putShort((short) 274).putShort((short) 3).putInt(1).putInt(6 << 16).putInt(0);
        Files.write(jpeg, turned.put(picture, 2, picture.length - 2).array());
    }
}
