package dev.sluice.governor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The line before the gate: who waits, in which order they are served, and who may go first. It decides and counts; it neither
 * blocks nor knows time, which is handed in. Not safe for threads: the governor's lock guards it.
 *
 * <ul>
 *   <li>Interactive work comes before background work: while one interactive demand waits, no background demand is served.
 *   <li>Among equals, first come first served, except that a later demand that fits may pass earlier ones that do not. It is
 *       smaller than each of them where it matters, in the pool they lack. Every demand is passed at most {@code maxOvertakes}
 *       times, and not at all in the second half of its wait.
 *   <li>Under pressure no background demand is served.
 * </ul>
 */
final class Line {

    private final Pools pools;
    private final int maxOvertakes;
    private final BooleanSupplier pressed;
    private final List<Waiter> interactive = new ArrayList<>();
    private final List<Waiter> background = new ArrayList<>();
    private long overtakes;

    Line(Pools pools, int maxOvertakes, BooleanSupplier pressed) {
        this.pools = pools;
        this.maxOvertakes = maxOvertakes;
        this.pressed = pressed;
    }

    void join(Waiter waiter) {
        classOf(waiter).add(waiter);
    }

    /** Takes one out that no longer waits for another reason than being served; whom it blocked is served by the next {@link #serve}. */
    void leave(Waiter waiter) {
        classOf(waiter).remove(waiter);
    }

    /**
     * Everybody whose turn it is: their demands are taken from the pools and they are out of the line, but not yet told. Those
     * whose time is over are out too, and told.
     */
    List<Waiter> serve(long now) {
        if (size() == 0) {
            return List.of();
        }
        expire(interactive, now);
        expire(background, now);
        List<Waiter> served = new ArrayList<>(2);
        serve(interactive, now, served);
        if (interactive.isEmpty() && !background.isEmpty() && !pressed.getAsBoolean()) {
            serve(background, now, served);
        }
        return served;
    }

    private void serve(List<Waiter> line, long now, List<Waiter> served) {
        boolean passable = true;
        int at = 0;
        while (passable && at < line.size()) {
            Waiter next = line.get(at);
            if (pools.fit(next.demand())) {
                pools.take(next.demand());
                line.remove(at);
                served.add(next);
                passable = pass(line, at, now);
            } else {
                passable = next.yields(now, maxOvertakes);
                at++;
            }
        }
    }

    /** Counts that one has passed the first {@code passed} of the line; false when one of them lets nobody pass any more. */
    private boolean pass(List<Waiter> line, int passed, long now) {
        boolean passable = true;
        for (int i = 0; i < passed; i++) {
            line.get(i).overtake();
            passable &= line.get(i).yields(now, maxOvertakes);
        }
        overtakes += passed > 0 ? 1 : 0;
        return passable;
    }

    private static void expire(List<Waiter> line, long now) {
        line.removeIf(waiter -> {
            boolean over = waiter.remaining(now) <= 0;
            if (over) {
                waiter.settle(Waiter.Outcome.EXPIRED);
            }
            return over;
        });
    }

    /** Ends the waiting of the background demand that came last, to make room for an interactive one; false when there is none. */
    boolean displace() {
        if (background.isEmpty()) {
            return false;
        }
        background.removeLast().settle(Waiter.Outcome.DISPLACED);
        return true;
    }

    /** Ends the waiting of everybody. */
    void drain() {
        interactive.forEach(waiter -> waiter.settle(Waiter.Outcome.DRAINED));
        background.forEach(waiter -> waiter.settle(Waiter.Outcome.DRAINED));
        interactive.clear();
        background.clear();
    }

    /** Whether somebody waits who comes before a demand of this purpose that is made now. */
    boolean before(Purpose purpose) {
        return !interactive.isEmpty() || (purpose.background() && !background.isEmpty());
    }

    int size() {
        return interactive.size() + background.size();
    }

    /** How many times somebody was served before one who had come earlier. */
    long overtakes() {
        return overtakes;
    }

    List<Ledger.Waiting> waiting(long now) {
        List<Ledger.Waiting> all = new ArrayList<>(size());
        interactive.forEach(waiter -> all.add(Ledger.Waiting.of(waiter, now)));
        background.forEach(waiter -> all.add(Ledger.Waiting.of(waiter, now)));
        return all;
    }

    private List<Waiter> classOf(Waiter waiter) {
        return waiter.demand().purpose().background() ? background : interactive;
    }
}
