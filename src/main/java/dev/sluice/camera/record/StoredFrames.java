package dev.sluice.camera.record;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The frames of one session on their way to a client, through 64 KiB of native memory under a lease: all that a player or a download holds.
 * For one thread.
 */
final class StoredFrames implements AutoCloseable {

    static final DataSize HELD = DataSize.ofKibibytes(64);

    private final SessionReader session;
    private final Lease lease;
    private final ByteBuffer buffer;

    private StoredFrames(SessionReader session, Lease lease) {
        this.session = session;
        this.lease = lease;
        this.buffer = lease.payload(HELD).segment().asByteBuffer();
    }

    /**
     * Waits for the memory.
     *
     * @param session is closed by its opener, or when this throws
     * @throws dev.sluice.failure.Refused when there is no room in time
     */
    static StoredFrames of(SessionReader session, Governor governor, String tag, Deadline by) {
        Demand demand = new Demand(Purpose.CAMERA, tag, HELD, DataSize.ZERO, DataSize.ZERO, 0);
        return new StoredFrames(session, governor.admit(demand, by));
    }

    SessionReader session() {
        return session;
    }

    /** The memory, to be filled by other means between two frames. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Whether there is such a frame and it is what was recorded. To be asked right before it is sent. */
    boolean intact(int number) {
        IndexRecord frame = session.record(number);
        return frame != null && session.intact(frame, buffer);
    }

    /** Sends the frame that was just found intact: from memory when it fits there, else read once more. */
    void send(IndexRecord frame, Consumer<ByteBuffer> client) {
        if (frame.length() <= buffer.capacity()) {
            client.accept(buffer.position(0).limit(frame.length()));
            return;
        }
        long at = 0;
        while (at < frame.length()) {
            ByteBuffer slice = slice(frame, at);
            at += slice.remaining();
            client.accept(slice);
        }
    }

    /**
     * Some bytes of a frame.
     *
     * @throws StoreFailure when they are not there any more
     */
    ByteBuffer slice(IndexRecord frame, long from) {
        if (session.fill(frame, from, buffer.clear()) == 0) {
            throw lost();
        }
        return buffer.flip();
    }

    /** What has become of a frame that was there a moment ago. */
    static StoreFailure lost() {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "a recording lost bytes while it was read");
    }

    @Override
    public void close() {
        lease.close();
    }
}
