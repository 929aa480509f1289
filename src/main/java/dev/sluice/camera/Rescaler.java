package dev.sluice.camera;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameRenditions;
import dev.sluice.camera.relay.Look;
import dev.sluice.camera.relay.ScaledRelays;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Purpose;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.RenditionParameters;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.Deadline;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes frames in other sizes, as every other picture is made: through the gate. Holds nothing. Immutable, safe for threads. */
final class Rescaler {

    private static final int PIECE = 16_384;
    private static final Duration WORTH_WAITING = Duration.ofSeconds(2);

    private final FrameRenditions frames;
    private final Ticker ticker;

    Rescaler(FrameRenditions frames, Ticker ticker) {
        this.frames = frames;
        this.ticker = ticker;
    }

    /**
     * Makes a frame as a look wants it.
     *
     * @return to be closed by the caller
     * @see dev.sluice.rendition.Renditions#make for what is thrown
     */
    Rendition make(Frame frame, Look look, Job job) {
        return frames.make(frame, RenditionParameters.read(look.parameters()), job);
    }

    /** The same for a stream; see {@link ScaledRelays.Scaling}. */
    PixelSize scale(String camera, Frame frame, Look look, Consumer<ByteBuffer> jpeg) {
        Job job = new Job(Purpose.RENDER, "camera " + camera, Deadline.after(WORTH_WAITING, ticker), _ -> {});
        try (Rendition made = make(frame, look, job)) {
            switch (made) {
                case Rendition.InMemory memory -> jpeg.accept(memory.payload().buffer());
                case Rendition.InFile file -> read(file.file(), jpeg);
            }
            return made.size();
        }
    }

    private static void read(SpoolFile file, Consumer<ByteBuffer> jpeg) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try (FileChannel channel = FileChannel.open(file.path())) {
            while (channel.read(piece) >= 0) {
                jpeg.accept(piece.flip());
                piece.clear();
            }
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a scaled frame cannot be read", broken);
        }
    }
}
