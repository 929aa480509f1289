package dev.sluice.image.rows.jpeg;

/**
 * The entropy-coded segments of one scan and the restart markers between them (T.81, sections B.1.1.5 and F.2.2.4). What is lost in
 * one segment, the next one does not suffer from. For one thread.
 */
final class EntropySegments {

    private static final int RESTART_NUMBERS = 8;

    /** A restart marker that is this far ahead or less is taken for one whose predecessors are missing. */
    private static final int AHEAD = 4;

    final BitReader bits;

    private final int scan;
    private final int interval;
    private final boolean keepTruncated;
    private int left;
    private int restarts;
    private boolean lost;

    EntropySegments(BitReader bits, Scan scan, boolean keepTruncated) {
        this.bits = bits;
        this.scan = scan.number();
        interval = scan.interval();
        left = interval;
        this.keepTruncated = keepTruncated;
    }

    /** Whether a restart marker comes before the next MCU. */
    boolean restartDue() {
        return interval != 0 && left == 0;
    }

    /** Counts MCUs as decoded: as many of those wanted as there are before the next restart marker. */
    int take(int wanted) {
        if (interval == 0) {
            return wanted;
        }
        int taken = Math.min(wanted, left);
        left -= taken;
        return taken;
    }

    /** Goes behind the restart marker, as far as it is the one that is due. */
    void restart() {
        left = interval;
        int due = restarts++ % RESTART_NUMBERS;
        int marker = bits.skipToMarker();
        if (!keepTruncated && marker != Markers.FIRST_RESTART + due) {
            throw damaged("its restart markers are missing or out of order");
        }
        while (Markers.restarts(marker) && ahead(marker, due) > AHEAD) {
            bits.passMarker();
            marker = bits.skipToMarker();
        }
        lost = marker != Markers.FIRST_RESTART + due;
        if (!lost) {
            bits.passMarker();
        }
    }

    private static int ahead(int marker, int due) {
        return Math.floorMod(marker - Markers.FIRST_RESTART - due, RESTART_NUMBERS);
    }

    /** Whether there is nothing to decode up to the next restart marker. */
    boolean lost() {
        return lost;
    }

    /**
     * What was decoded last is nothing that may be there.
     *
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE unless what is truncated is kept
     */
    void corrupt() {
        if (!keepTruncated) {
            throw damaged(bits.overrun() ? "its data end early" : "its data are corrupt");
        }
        lost = true;
    }

    private RuntimeException damaged(String what) {
        return Faults.damaged("in scan " + scan + ", " + what);
    }
}
