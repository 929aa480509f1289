import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import dev.sluice.image.rows.png.PngRows;
import dev.sluice.image.rows.webp.LosslessWebp;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Same jpeg|png|webp SOURCE TARGET: what our reader makes of a picture, for comparison with what other programs make of it: a baseline
 * JPEG, the raw pixels of a PNG, or a PAM file.
 */
public final class Same {
    private Same() {}

    public static void main(String[] arguments) throws IOException {
        Path source = Path.of(arguments[1]);
        Path target = Path.of(arguments[2]);
        switch (arguments[0]) {
            case "jpeg" -> rewrite(source, target);
            case "png" -> pixels(PngRows.open(source, 1, more -> {}), false, target);
            case "webp" -> pixels(LosslessWebp.open(source, 1, more -> {}), true, target);
            default -> throw new IllegalArgumentException("Same jpeg|png|webp SOURCE TARGET");
        }
    }

    private static void rewrite(Path source, Path target) throws IOException {
        try (ProgressiveJpeg picture = ProgressiveJpeg.open(source, false, more -> {});
                FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            picture.toBaseline(channel, () -> {});
        }
    }

    private static void pixels(RowReader reader, boolean pam, Path target) throws IOException {
        try (reader; OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
            if (pam) {
                out.write(("P7\nWIDTH " + reader.size().width() + "\nHEIGHT " + reader.size().height() + "\nDEPTH "
                        + reader.channels() + "\nMAXVAL 255\nTUPLTYPE RGB" + (reader.channels() == 4 ? "_ALPHA" : "")
                        + "\nENDHDR\n").getBytes(StandardCharsets.US_ASCII));
            }
            reader.read((pixels, bytes) -> write(out, pixels, bytes), () -> {});
        }
    }

    private static void write(OutputStream out, byte[] pixels, int bytes) {
        try {
            out.write(pixels, 0, bytes);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
