package dev.sluice.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.failure.BadInput;
import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.rows.RowSink;
import dev.sluice.image.vips.PixelMemory;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.PixelSize;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Decodes as {@link Way.Rows} says: a reader of our own averages the picture down into native memory, and libvips takes it from
 * there. What the picture says of its colours and its author comes from its header, which libvips reads. Immutable, safe for threads.
 */
final class RowDecoder {

    private static final Way HEADER = new Way.Engine(1, 0);

    private final VipsLibrary library;
    private final Decoder decoder;

    RowDecoder(VipsLibrary library, Decoder decoder) {
        this.library = library;
        this.decoder = decoder;
    }

    /**
     * Reads it all.
     *
     * @param look called every few rows; what it throws ends the reading
     * @return holds native memory for the reduced picture until it is closed by the caller, on this thread
     * @throws BadInput when the picture is damaged, or the reader and libvips do not understand its header in the same way
     */
    Decoded open(Path source, Probe probe, int shrink, Allowance heap, Runnable look) {
        try (RowReader reader = RowReaders.open(source, probe, shrink, heap);
                VipsImage header = decoder.open(source, probe.type(), HEADER)) {
            PixelMemory memory = new PixelMemory(bytes(reader, header, probe, shrink));
            try {
                reader.read(new Rows(memory.pixels()), look);
                VipsImage image =
                        library.image(memory.pixels(), reader.size(), reader.channels(), header.format(), header);
                PixelSize full = probe.size();
                return new Decoded(image, memory, (double) full.width() / shrink, (double) full.height() / shrink);
            } catch (Throwable failed) {
                memory.close();
                throw failed;
            }
        }
    }

    /** What the gate has granted: only a reader that sees the size and the channels that the price was made for gets it. */
    private static long bytes(RowReader reader, VipsImage header, Probe probe, int shrink) {
        int format = reader.bytesPerChannel() == 2 ? VipsImage.FORMAT_16_BIT : VipsImage.FORMAT_8_BIT;
        boolean priced = reader.size().equals(RowReducer.size(probe.size(), shrink))
                && reader.channels() <= probe.channels()
                && reader.bytesPerChannel() <= WorkingMemory.bytes(probe);
        if (!priced || reader.channels() != header.bands() || format != header.format()) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE,
                    "the header of this picture has more than one meaning: " + reader.channels() + " or "
                            + header.bands() + " channels, " + reader.size() + " of " + probe.size() + " pixels");
        }
        return reader.size().pixels() * reader.channels() * reader.bytesPerChannel();
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
