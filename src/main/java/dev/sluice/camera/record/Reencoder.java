package dev.sluice.camera.record;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameRenditions;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Rendition;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames anew with less quality, as every picture is made: from a small file in memory, under a lease of its price. It gives way to
 * whoever waits for a picture. Safe for threads; holds nothing between calls.
 */
public final class Reencoder {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FrameRenditions frames;
    private final Governor governor;
    private final Ticker ticker;

    public Reencoder(FrameRenditions frames, Governor governor, Ticker ticker) {
        this.frames = frames;
        this.governor = governor;
        this.ticker = ticker;
    }

    /** As {@link Recorder.Reencoding#reencode}. */
    public boolean reencode(Frame frame, int quality, Consumer<ByteBuffer> result) {
        Job job = new Job(Purpose.BATCH, "recording", Deadline.after(PATIENCE, ticker), _ -> {});
        try (Rendition made = make(frame, quality, job)) {
            return made != null && hand(made, result, job);
        }
    }

    private @Nullable Rendition make(Frame frame, int quality, Job job) {
        try {
            return frames.make(frame, options(quality), job);
        } catch (SluiceException refused) {
            return null;
        }
    }

    private static RenditionOptions options(int quality) {
        RenditionOptions plain = RenditionOptions.PLAIN;
        return new RenditionOptions(
                null,
                null,
                plain.fit(),
                plain.gravity(),
                false,
                MediaType.JPEG,
                quality,
                plain.dither(),
                plain.background(),
                false);
    }

    private boolean hand(Rendition made, Consumer<ByteBuffer> result, Job job) {
        return switch (made) {
            case Rendition.InMemory small -> {
                result.accept(small.payload().buffer());
                yield true;
            }
            case Rendition.InFile large -> read(large.file(), result, job);
        };
    }

    private boolean read(SpoolFile file, Consumer<ByteBuffer> result, Job job) {
        DataSize size = file.size();
        Demand demand = new Demand(job.purpose(), job.tag(), size, DataSize.ZERO, DataSize.ZERO, 0);
        Lease lease;
        try {
            // The work is done: what it took is not held against its result.
            lease = governor.admit(demand, Deadline.after(PATIENCE, ticker));
        } catch (SluiceException refused) {
            return false;
        }
        try (lease;
                FileChannel channel = FileChannel.open(file.path())) {
            ByteBuffer bytes = lease.payload(size).segment().asByteBuffer();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new IOException("shorter than it was");
                }
            }
            result.accept(bytes.flip());
            return true;
        } catch (IOException e) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a temporary file could not be read", e);
        }
    }
}
