package dev.sluice.camera.ingest;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Consumer;

/**
 * Takes what comes from a camera: counts it, cuts it into frames, hands them on.
 *
 * @param memory where the frames are kept
 * @param pace which of them are kept
 * @param counts what has come
 * @param consumer is handed each frame for the time of a call
 */
record Reception(FrameMemory memory, Pace pace, FrameCounts counts, Consumer<Frame> consumer) {

    /** What came of one stream. */
    record Received(long frames, String opening) {}

    /** Reads to the end of the stream, or until so many frames have been handed on. The channel stays the caller's. */
    Received receive(ReadableByteChannel channel, long most) throws IOException {
        long before = counts.whole();
        FrameReader reader = new FrameReader(new Counted(channel, counts), memory, pace, counts);
        long handed = 0;
        while (handed < most) {
            Frame frame = reader.next();
            if (frame == null) {
                break;
            }
            handed++;
            try {
                counts.kept();
                consumer.accept(frame);
            } finally {
                frame.release();
            }
        }
        return new Received(counts.whole() - before, reader.opening());
    }

    /** Counts the bytes that go through it. */
    private record Counted(ReadableByteChannel channel, FrameCounts counts) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) throws IOException {
            int count = channel.read(into);
            if (count > 0) {
                counts.arrived(count);
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
