package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Purpose;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real engine on the libvips of this checkout, and what tests need around it. */
final class EngineFixture implements AutoCloseable {

    static final Path HOME = Path.of(System.getProperty("user.dir"));

    final VipsLibrary library = new VipsLibrary(new VipsLocator("", HOME), false);
    final Governor governor = new Governor(DataSize.ofMebibytes(512), 4);
    final ImageEngine engine;
    final Planner planner;
    private final Path folder;

    EngineFixture(Path folder) {
        this(folder, EngineConfig.Truncated.REFUSE);
    }

    EngineFixture(Path folder, EngineConfig.Truncated truncated) {
        this.folder = folder;
        engine = new ImageEngine(library, new EngineConfig("", false, truncated, 1_000), 2);
        planner = new Planner(engine.formats());
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM);
    }

    Lease lease() {
        return governor.admit(Demand.memory(Purpose.RENDER, "test", DataSize.ofMebibytes(64)), soon());
    }

    Provision provision() {
        return Provision.ofTool(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    static RenditionOptions options(MediaType format) {
        return frame(null, null, Fit.INSIDE, Gravity.CENTRE, format);
    }

    static RenditionOptions frame(
            @Nullable Integer width, @Nullable Integer height, Fit fit, Gravity gravity, MediaType format) {
        return new RenditionOptions(
                width, height, fit, gravity, true, format, null, Dither.NONE, new Colour(10, 200, 30), false);
    }

    /** What a header probe would say, as far as it matters here; the layout is the plainest of its kind. */
    static Probe probe(MediaType type, int width, int height, boolean alpha, int orientation) {
        Layout layout = switch (type) {
            case JPEG ->
                new Layout.Jpeg(Layout.CodingProcess.BASELINE, ChromaSubsampling.YUV444, 3L * width * height, false);
            case WEBP -> new Layout.Webp(false, false);
            default -> new Layout.Whole();
        };
        return new Probe(
                type,
                new PixelSize(width, height),
                alpha ? 4 : 3,
                8,
                alpha,
                1,
                orientation,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(1),
                layout);
    }

    /** The encoded result of the best plan. */
    byte[] render(Path source, Probe probe, RenditionOptions options) {
        return render(source, probe, planner.plans(probe, options).getFirst());
    }

    byte[] render(Path source, Probe probe, Plan plan) {
        try (Lease lease = lease()) {
            Payload payload = engine.render(source, probe, plan, lease, provision(), soon());
            return payload.segment().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** The pixels of the best plan, taken through PNG. */
    Raw pixels(Path source, Probe probe, RenditionOptions options) {
        return decode(render(source, probe, options), "pngload");
    }

    Raw decode(byte[] encoded, String loader) {
        try {
            Path file = Files.createTempFile(folder, "decoded", ".bin");
            return decode(Files.write(file, encoded), loader);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Raw decode(Path file, String loader) {
        try (VipsImage image = library.operation(loader)
                        .set("filename", file.toString())
                        .image();
                VipsImage.Rows rows = image.rows()) {
            List<Raw> painted = new ArrayList<>();
            rows.fetch(0, image.height(), pixels -> painted.add(paint(image, pixels)));
            return painted.getFirst();
        }
    }

    private static Raw paint(VipsImage image, MemorySegment pixels) {
        int width = image.width();
        int bands = image.bands();
        return Raw.paint(
                width,
                image.height(),
                bands,
                (x, y, channel) -> pixels.get(ValueLayout.JAVA_BYTE, ((long) y * width + x) * bands + channel) & 0xff);
    }

    /** Writes a PNG by another saver of libvips. */
    Path convert(Path png, String saver, UnaryOperator<VipsOperation> options) {
        Path file = folder.resolve(png.getFileName() + "." + saver);
        try (VipsImage image = library.operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsTarget target = library.fileTarget(file.toString())) {
            options.apply(library.operation(saver + "_target").set("in", image).set("target", target))
                    .run();
        }
        return file;
    }

    /** libvips' own threads free their buffers a moment after a pipeline has ended. */
    void assertNothingIsHeld() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (library.trackedBlocks() != 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(library.trackedBlocks())
                .as("blocks that libvips still holds")
                .isZero();
    }

    @Override
    public void close() {
        engine.close();
    }
}
