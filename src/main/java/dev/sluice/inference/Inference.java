package dev.sluice.inference;

import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A model that is ready and belongs to its user until the {@link Models#use use} returns. For one thread. */
public final class Inference {

    private final LoadedModel model;
    private final Worker worker;
    private final Governor governor;
    private final ProcessGauge gauge;
    private final String tag;
    private final Deadline by;

    Inference(LoadedModel model, Parts parts, String tag, Deadline by) {
        this.model = model;
        worker = parts.worker();
        governor = parts.governor();
        gauge = parts.gauge();
        this.tag = tag;
        this.by = by;
    }

    /** What all uses of models have in common. */
    record Parts(Worker worker, Governor governor, ProcessGauge gauge) {}

    /** Where the input is to be written, in the byte order of the machine. It may hold an earlier one. */
    public ByteBuffer input() {
        return model.input().segment().asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Computes what the model says of the input, with one core that the gate gives.
     *
     * @return valid until the next run, or until the use of the model ends
     * @throws dev.sluice.failure.Refused when there is no core in time, or the server stops
     * @throws dev.sluice.failure.Expired when the deadline passed
     * @throws dev.sluice.failure.Gone when the caller has left
     * @throws dev.sluice.failure.EngineFailure when the model fails
     */
    public List<Tensor> run() {
        Demand core = new Demand(Purpose.BATCH, tag, DataSize.ZERO, DataSize.ZERO, DataSize.ZERO, 1);
        try (Lease lease = governor.admit(core, by)) {
            Lease.Hold hold = lease.retain();
            Meter meter = new Meter(gauge);
            try {
                List<Tensor> said = worker.call(model::run, model::stop, meter::sample, Loader.SAMPLE_EVERY, by);
                model.measured(meter.grown());
                return said;
            } finally {
                worker.afterwards(hold::close);
            }
        }
    }
}
