package dev.sluice.governor;

/** One thing that is shared out: bytes of one kind, or cores. Not safe for threads: the governor's lock guards it. */
final class Pool {

    private long total;
    private long used;
    private long resident;
    private long highest;

    Pool(long total) {
        this.total = total;
    }

    boolean fits(long amount) {
        return amount <= total - used;
    }

    void take(long amount, boolean forLong) {
        used += amount;
        resident += forLong ? amount : 0;
        highest = Math.max(highest, used);
    }

    void give(long amount, boolean wasForLong) {
        used -= amount;
        resident -= wasForLong ? amount : 0;
        if (used < 0 || resident < 0) {
            throw new IllegalStateException("more was given back than was taken");
        }
    }

    /** Only what lies outside this program changes its size under way: the disk. */
    void resize(long size) {
        total = size;
    }

    /** The most that one piece of work can ever get while the residents stay. */
    long largest() {
        return Math.max(0, total - resident);
    }

    long total() {
        return total;
    }

    Ledger.Use use() {
        return new Ledger.Use(total, used, highest);
    }
}
