package dev.sluice.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.rows.RowSink;
import dev.sluice.image.vips.PixelMemory;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.PixelSize;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Decodes as {@link Way.Rows} and {@link Way.RowsOnDisk} say: a reader of our own averages the picture down into native memory or
 * into a file, and libvips takes it from there. What the picture says of its colours and its author comes from its header, which
 * libvips reads where it knows the kind. Immutable, safe for threads.
 */
final class RowDecoder {

    private static final Way HEADER = new Way.Engine(1, 0);

    private final VipsLibrary library;
    private final Decoder decoder;

    RowDecoder(VipsLibrary library, Decoder decoder) {
        this.library = library;
        this.decoder = decoder;
    }

    /** Reads all that a reader has to give, and keeps it somewhere. */
    @FunctionalInterface
    private interface Keeping {
        PixelMemory read(RowReader reader, long bytes);
    }

    /**
     * Reads it all into memory.
     *
     * @return holds native memory for the reduced picture until it is closed by the caller, on this thread
     * @throws BadInput when the picture is damaged, or the reader and libvips do not understand its header in the same way
     */
    Decoded inMemory(Run run) {
        return open(run, (reader, bytes) -> {
            PixelMemory memory = PixelMemory.allocate(bytes);
            try {
                reader.read(new Rows(memory.pixels()), run.stop()::check);
                run.provision().stages().accept("rows");
                return memory;
            } catch (Throwable failed) {
                memory.close();
                throw failed;
            }
        });
    }

    /**
     * Reads it all into a temporary file, whose name is gone when this returns.
     *
     * @return holds the disk space of the reduced picture until it is closed by the caller, on this thread
     * @throws StoreFailure when the disk does not take it
     * @see #inMemory for the rest
     */
    Decoded onDisk(Run run) {
        return open(run, (reader, bytes) -> {
            try (ScratchFile file = run.provision().scratch().create();
                    PixelFile pixels = new PixelFile(file)) {
                reader.read(pixels, run.stop()::check);
                PixelMemory mapped = pixels.map(bytes);
                run.provision().stages().accept("rows-on-disk");
                return mapped;
            }
        });
    }

    private Decoded open(Run run, Keeping keeping) {
        int shrink = run.plan().way().shrink();
        Probe probe = run.probe();
        try (RowReader reader = RowReaders.open(run.source(), probe, shrink, new LeasedHeap(run.lease()));
                VipsImage header = RowReaders.alone(probe) ? null : decoder.open(run.source(), probe.type(), HEADER)) {
            PixelMemory memory = keeping.read(reader, bytes(reader, header, probe, shrink));
            try {
                VipsImage image =
                        library.image(memory.pixels(), reader.size(), reader.channels(), format(reader), header);
                PixelSize full = probe.size();
                return new Decoded(
                        image, memory::close, (double) full.width() / shrink, (double) full.height() / shrink);
            } catch (Throwable failed) {
                memory.close();
                throw failed;
            }
        }
    }

    /** What the gate has granted: only a reader that sees the size and the channels that the price was made for gets it. */
    private static long bytes(RowReader reader, @Nullable VipsImage header, Probe probe, int shrink) {
        boolean priced = reader.size().equals(RowReducer.size(probe.size(), shrink))
                && reader.channels() <= probe.channels()
                && reader.bytesPerChannel() <= WorkingMemory.bytes(probe);
        int channels = header == null ? probe.channels() : header.bands();
        boolean same = reader.channels() == channels && (header == null || header.format() == format(reader));
        if (!priced || !same) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the header of this picture has more than one meaning: " + reader.channels() + " or " + channels
                            + " channels, " + reader.size() + " of " + probe.size() + " pixels");
        }
        return reader.size().pixels() * reader.channels() * reader.bytesPerChannel();
    }

    private static int format(RowReader reader) {
        return reader.bytesPerChannel() == 2 ? VipsImage.FORMAT_16_BIT : VipsImage.FORMAT_8_BIT;
    }

    /** Puts rows one below the other. */
    private static final class Rows implements RowSink {

        private final MemorySegment pixels;
        private long at;

        Rows(MemorySegment pixels) {
            this.pixels = pixels;
        }

        @Override
        public void row(byte[] row, int bytes) {
            MemorySegment.copy(row, 0, pixels, JAVA_BYTE, at, bytes);
            at += bytes;
        }
    }
}
