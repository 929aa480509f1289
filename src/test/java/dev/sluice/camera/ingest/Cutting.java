package dev.sluice.camera.ingest;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.governor.Governor;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** A stream in memory that is cut into frames, in pieces of any size. */
final class Cutting implements AutoCloseable {

    final Governor governor = new Governor(DataSize.ofMebibytes(48), 1);
    final FrameMemory memory = new FrameMemory(governor, "camera", Ticker.SYSTEM, InstantSource.system());
    FrameCounts counts = new FrameCounts(Ticker.SYSTEM);

    /** The frames of a stream, each as its bytes. */
    List<byte[]> frames(byte[] stream, IntSupplier pieces) throws IOException {
        return frames(new Pieces(stream, pieces), new Pace(0, Ticker.SYSTEM));
    }

    List<byte[]> frames(byte[] stream) throws IOException {
        return frames(stream, () -> Integer.MAX_VALUE);
    }

    List<byte[]> frames(ReadableByteChannel channel, Pace pace) throws IOException {
        counts = new FrameCounts(Ticker.SYSTEM);
        FrameReader reader = new FrameReader(channel, memory, pace, counts);
        List<byte[]> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(bytes(frame));
            frame.release();
        }
        return frames;
    }

    static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.length()];
        frame.bytes().get(bytes);
        return bytes;
    }

    /** Hands out as many bytes at once as it is told. */
    static final class Pieces implements ReadableByteChannel {

        private final ByteBuffer left;
        private final IntSupplier pieces;

        Pieces(byte[] stream, IntSupplier pieces) {
            this.left = ByteBuffer.wrap(stream);
            this.pieces = pieces;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!left.hasRemaining()) {
                return -1;
            }
            int count = Math.min(Math.min(pieces.getAsInt(), left.remaining()), into.remaining());
            into.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        memory.close();
        if (!governor.ledger().holders().isEmpty()) {
            throw new AssertionError(
                    "leases were left open: " + governor.ledger().holders());
        }
        governor.close();
    }
}
