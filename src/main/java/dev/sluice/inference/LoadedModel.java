package dev.sluice.inference;

import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.units.DataSize;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model in memory, with the lease that counts it. For one thread at a time. */
final class LoadedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    private final OnnxSession session;
    private final Lease lease;
    private final Payload input;
    private final DataSize resting;
    private long usedAt;

    /**
     * @param lease of the whole model; closed with this
     * @param resting what it takes while it does not run
     */
    LoadedModel(OnnxSession session, Lease lease, Payload input, DataSize resting) {
        this.session = session;
        this.lease = lease;
        this.input = input;
        this.resting = resting;
    }

    Lease lease() {
        return lease;
    }

    Payload input() {
        return input;
    }

    List<Tensor> run() {
        return session.run();
    }

    void stop() {
        session.stop();
    }

    /** What it takes when a run takes so much beside it. */
    DataSize running(DataSize run) {
        return Meter.withReserve(resting.plus(run));
    }

    /** Holds more from now on when a run took more than was known; without room for that it stays as it is, until it is put away. */
    void measured(DataSize run) {
        DataSize needed = running(run);
        DataSize held = lease.held().memory();
        if (!needed.fits(held) && !lease.tryGrow(needed.minus(held))) {
            LOG.warn("model takes more than it was measured to held={} needed={}", held.rounded(), needed.rounded());
        }
    }

    /** When it was last needed, by the ticker. */
    long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }

    DataSize size() {
        return lease.held().memory();
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            lease.close();
        }
    }
}
