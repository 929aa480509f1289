package dev.sluice.camera.ingest;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;

/** Memory outside this process's own that a camera takes: of the kernel, or of a child process. Immutable, safe for threads. */
final class Room {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String camera;
    private final Governor governor;
    private final Ticker ticker;

    /** @param camera its name, for the ledger */
    Room(String camera, Governor governor, Ticker ticker) {
        this.camera = camera;
        this.governor = governor;
        this.ticker = ticker;
    }

    /**
     * Takes some.
     *
     * @param what it is for, for the ledger and the user
     * @param setting that says how much it is, in brackets; empty when none does
     * @return the caller's to close, when what it was taken for is gone
     * @throws CameraFailure when there is none
     */
    Lease take(String what, DataSize size, String setting) throws CameraFailure {
        Demand demand = new Demand(Purpose.CAMERA, camera + " " + what, size, DataSize.ZERO, DataSize.ZERO, 0);
        try {
            return governor.admit(demand, Deadline.after(PATIENCE, ticker));
        } catch (Refused.TooLarge never) {
            throw CameraFailure.lasting(refusal(what, size, setting, never));
        } catch (Refused full) {
            throw CameraFailure.passing(refusal(what, size, setting, full));
        }
    }

    private static String refusal(String what, DataSize size, String setting, Refused refused) {
        return "the memory budget has no room for " + what + ", " + size.rounded() + setting + ": "
                + refused.getMessage();
    }
}
