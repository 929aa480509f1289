package dev.sluice.governor;

/**
 * All that is granted together. Not safe for threads: the governor's lock guards it.
 *
 * @param memory native bytes
 * @param heap bytes on the Java heap
 * @param disk bytes that may still be written
 * @param cores threads that may compute
 */
record Pools(Pool memory, Pool heap, Pool disk, Pool cores) {

    boolean fit(Demand demand) {
        return memory.fits(demand.memory().bytes())
                && heap.fits(demand.heap().bytes())
                && disk.fits(demand.disk().bytes())
                && cores.fits(demand.cores());
    }

    void take(Demand demand) {
        boolean resident = demand.purpose().resident();
        memory.take(demand.memory().bytes(), resident);
        heap.take(demand.heap().bytes(), resident);
        disk.take(demand.disk().bytes(), resident);
        cores.take(demand.cores(), resident);
    }

    void give(Demand demand) {
        boolean resident = demand.purpose().resident();
        memory.give(demand.memory().bytes(), resident);
        heap.give(demand.heap().bytes(), resident);
        disk.give(demand.disk().bytes(), resident);
        cores.give(demand.cores(), resident);
    }
}
