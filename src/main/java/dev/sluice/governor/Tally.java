package dev.sluice.governor;

/** Counts what happens at the gate. Not safe for threads: the governor's lock guards it. */
final class Tally {

    private long granted;
    private long waited;
    private long tooLarge;
    private long busy;
    private long draining;
    private long gone;
    private long lost;

    void granted(boolean afterWaiting) {
        granted++;
        waited += afterWaiting ? 1 : 0;
    }

    void tooLarge() {
        tooLarge++;
    }

    void busy() {
        busy++;
    }

    void draining() {
        draining++;
    }

    void gone() {
        gone++;
    }

    void lost() {
        lost++;
    }

    Ledger.Counts counts(long overtakes) {
        return new Ledger.Counts(granted, waited, overtakes, tooLarge, busy, draining, gone, lost);
    }
}
