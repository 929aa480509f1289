package dev.sluice.image.rows.webp;

import dev.sluice.image.rows.Allowance;
import dev.sluice.units.DataSize;

/**
 * The heap that a picture may take for what its header does not tell: first what was priced for an ordinary picture, then what is
 * granted.
 */
final class Headroom {

    private final Allowance allowance;
    private long left;

    /** @param priced bytes that need not be asked for */
    Headroom(long priced, Allowance allowance) {
        left = priced;
        this.allowance = allowance;
    }

    /**
     * Counts {@code bytes} that are about to be allocated.
     *
     * @throws dev.sluice.failure.Refused when they are more than priced and there is no room for them
     */
    void take(long bytes) {
        long asked = Math.max(0, bytes - left);
        if (asked > 0) {
            allowance.take(DataSize.ofBytes(asked));
        }
        left -= bytes - asked;
    }
}
