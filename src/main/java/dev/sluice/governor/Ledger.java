package dev.sluice.governor;

import java.time.Duration;
import java.util.List;

/**
 * Who holds what, who waits and what was refused, at one moment. Immutable; a few hundred bytes for each holder and waiter.
 *
 * @param memory native bytes
 * @param heap bytes on the Java heap
 * @param disk bytes that may be written
 * @param cores threads that may compute
 * @param holders all open leases, oldest first
 * @param waiting all demands in the line, in the order they would be served
 * @param counts what happened since the start
 */
public record Ledger(
        Use memory, Use heap, Use disk, Use cores, List<Holder> holders, List<Waiting> waiting, Counts counts) {

    public Ledger {
        holders = List.copyOf(holders);
        waiting = List.copyOf(waiting);
    }

    /**
     * How full one pool is, in bytes, or in threads for cores.
     *
     * @param total what there is
     * @param used what is granted
     * @param highest the most that was ever granted at once
     */
    public record Use(long total, long used, long highest) {}

    /**
     * One open lease.
     *
     * @param held what it holds now, with its purpose and tag
     * @param age since it was granted
     * @param abandoned whether its owner has closed it and only an engine call that cannot be stopped keeps it
     */
    public record Holder(Demand held, Duration age, boolean abandoned) {}

    /**
     * One demand in the line.
     *
     * @param demand what it waits for
     * @param age since it came
     * @param overtaken how many later ones were served before it
     */
    public record Waiting(Demand demand, Duration age, int overtaken) {
        static Waiting of(Waiter waiter, long now) {
            return new Waiting(waiter.demand(), Duration.ofNanos(waiter.waited(now)), waiter.overtaken());
        }
    }

    /**
     * What happened since the start.
     *
     * @param granted demands that were granted
     * @param waited those among them that had to wait
     * @param overtakes how many were granted before one who had come earlier
     * @param tooLarge demands refused because they can never fit
     * @param busy demands refused because the line was full, the wait ran out, or the machine is under pressure
     * @param draining demands refused because the server stops
     * @param gone demands given up because the client left or the thread was interrupted
     * @param lost leases that nobody closed
     */
    public record Counts(
            long granted, long waited, long overtakes, long tooLarge, long busy, long draining, long gone, long lost) {}
}
