package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Payload;
import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one plan from file to result on the calling thread. Immutable, safe for threads. */
final class Renderer {

    private static final Logger log = LoggerFactory.getLogger(Renderer.class);

    private static final String ECHO = "unable to write to target";

    /** Rows computed at a time for display formats. */
    private static final int ROWS_AT_A_TIME = 32;

    private final VipsLibrary library;
    private final Decoder decoder;
    private final RowDecoder rows;
    private final BaselineDecoder baseline;
    private final Frames frames;
    private final Encoder encoder;
    private final CostModel costs = new CostModel();
    private final Watermarks watermarks;
    private final Borders borders;
    private final BooleanSupplier alone;

    /**
     * @param truncated what becomes of files that end too early
     * @param alone asked at the start of each run: whether a second thread would find a processor
     */
    Renderer(VipsLibrary library, EngineConfig.Truncated truncated, BooleanSupplier alone) {
        this.library = library;
        decoder = new Decoder(library, truncated);
        rows = new RowDecoder(library, decoder);
        baseline = new BaselineDecoder(decoder, truncated);
        this.alone = alone;
        encoder = new Encoder(library);
        watermarks = new Watermarks(library, decoder);
        frames = new Frames(library, decoder, watermarks);
        borders = new Borders(library, decoder);
    }

    Payload toMemory(Run run) {
        return through(run, pipeline -> {
            if (DisplayFormat.writes(run.plan().output())) {
                return pack(pipeline, run);
            }
            try (VipsTarget target = library.memoryTarget()) {
                encode(pipeline, run, target);
                return run.lease().adopt(target.take(run.lease().arena()));
            }
        });
    }

    /**
     * Writes a file. When nobody waits for it any more it is taken away at the end: whoever gave up may have deleted what was there
     * before libvips opened it, which it does with the first bytes.
     */
    void toFile(Path file, Run run) {
        try {
            writeFile(file, run);
        } finally {
            if (run.stop().stopped()) {
                delete(file);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            log.warn("unwanted result not removed, left to the sweep file={}", file.getFileName(), left);
        }
    }

    private void writeFile(Path file, Run run) {
        through(run, pipeline -> {
            if (DisplayFormat.writes(run.plan().output())) {
                write(pack(pipeline, run), file);
                return true;
            }
            try (VipsTarget target = library.fileTarget(file.toAbsolutePath().toString())) {
                encode(pipeline, run, target);
                return true;
            }
        });
    }

    private <R> R through(Run run, Function<Pipeline, R> last) {
        PipelineStop stop = run.stop();
        try (Decoded decoded = open(run)) {
            decoded.image().computeWith(threads(run));
            stop.watch(decoded.image());
            try (Pipeline pipeline = new Pipeline(library, decoded, watermarks)) {
                for (Operation operation : left(run.plan())) {
                    stop.check();
                    pipeline.apply(operation);
                }
                return last.apply(pipeline);
            } finally {
                stop.unwatch();
            }
        } catch (VipsException said) {
            stop.check();
            throw failure(said, run.source());
        }
    }

    /** What opening has not done. */
    private static List<Operation> left(Plan plan) {
        return plan.frames() > 1 ? List.of() : plan.operations();
    }

    /** A decoder gives rows one after the other, so that a second thread can resize them meanwhile, and a third would wait. */
    private int threads(Run run) {
        boolean moves = run.plan().frames() > 1;
        return !moves && alone.getAsBoolean() && run.lease().tryGrow(costs.secondThread(run.probe(), run.plan()))
                ? 2
                : 1;
    }

    /** Where a picture differs from the colour of its borders, as stored. */
    Area borders(Path source, Probe probe, Trim trim, PipelineStop stop) {
        try {
            return borders.find(source, probe, trim, stop);
        } catch (VipsException said) {
            stop.check();
            throw failure(said, source);
        }
    }

    private Decoded open(Run run) {
        return switch (run.plan().way()) {
            case Way.Engine engine ->
                Decoded.streamed(decoder.open(run.source(), run.probe().type(), engine));
            case Way.Frames _ -> frames.join(run);
            case Way.Baseline _ -> baseline.open(run);
            case Way.Rows _ -> rows.inMemory(run);
            case Way.RowsOnDisk _ -> rows.onDisk(run);
        };
    }

    private void encode(Pipeline pipeline, Run run, VipsTarget target) {
        int kept = pipeline.keep(run.plan().kept());
        run.stop().check();
        encoder.write(pipeline.image(), run.plan().output(), kept, target);
    }

    private static Payload pack(Pipeline pipeline, Run run) {
        PixelSize size = run.plan().size();
        DisplayFormat format = new DisplayFormat(run.plan().output(), size);
        pipeline.toChannels(format.channels());
        Payload payload = run.lease().payload(DataSize.ofBytes(format.bytes()));
        try (VipsImage.Rows rows = pipeline.image().rows()) {
            for (int top = 0; top < size.height(); top += ROWS_AT_A_TIME) {
                run.stop().check();
                int first = top;
                int count = Math.min(ROWS_AT_A_TIME, size.height() - top);
                rows.fetch(top, count, pixels -> format.pack(pixels, first, payload.segment()));
            }
        }
        return payload;
    }

    private static void write(Payload payload, Path file) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = payload.buffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException broken) {
            throw notWritten(String.valueOf(broken.getMessage()), broken);
        }
    }

    /** Whose fault it was, as far as the text tells: savers name themselves, the system names the disk, the rest are decoders. */
    private static SluiceException failure(VipsException said, Path source) {
        String text = withoutEcho(said.text());
        if (!Files.isReadable(source)) {
            return new StoreFailure(StoreFailure.Kind.BROKEN, "the file of the picture has gone", said);
        }
        if (text.contains("write error")
                || text.contains("No space left")
                || text.contains("Read-only file system")
                || text.contains("unable to open for write")) {
            return notWritten(text, said);
        }
        String domain = text.substring(0, Math.max(0, text.indexOf(':')));
        if (domain.contains("save") || domain.startsWith("vips2")) {
            return new EngineFailure("the picture could not be encoded: " + text, said);
        }
        if (text.contains("upported")) {
            return new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE, "the libvips in use cannot decode this picture: " + text, said);
        }
        return new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture cannot be decoded: " + text, said);
    }

    /**
     * What a saver adds when the pixels it asked for did not come: no failure of its own. It may stand alone, because the text is one
     * for the process and another failure may have taken the beginning.
     */
    private static String withoutEcho(String text) {
        int echo = text.indexOf(ECHO);
        if (echo < 0) {
            return text;
        }
        int before = text.lastIndexOf("; ", echo);
        return before < 0 ? "its data end too early or are damaged" : text.substring(0, before);
    }

    private static StoreFailure notWritten(String text, Throwable cause) {
        StoreFailure.Kind kind = text.contains("No space left")
                ? StoreFailure.Kind.FULL
                : text.contains("Read-only") ? StoreFailure.Kind.READ_ONLY : StoreFailure.Kind.BROKEN;
        return new StoreFailure(kind, "the result cannot be written", cause);
    }
}
