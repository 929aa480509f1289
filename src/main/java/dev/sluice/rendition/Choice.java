package dev.sluice.rendition;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Capacity;
import dev.sluice.governor.Governor;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.Plan;
import dev.sluice.image.Probe;
import dev.sluice.image.Way;
import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to make one rendition that fit into the budget, and which of them is taken. Immutable; safe for threads. */
public final class Choice {

    private static final Logger LOG = LoggerFactory.getLogger(Choice.class);

    private final Governor governor;
    private final List<Priced> works;

    private Choice(Governor governor, List<Priced> works) {
        this.governor = governor;
        this.works = works;
    }

    /** A plan with what it needs. */
    public record Priced(Probe probe, Plan plan, Cost cost) {

        private boolean byLibvips() {
            return plan.way() instanceof Way.Engine || plan.way() instanceof Way.Frames;
        }
    }

    /**
     * Drops what never fits.
     *
     * @param plans the best first
     * @throws Refused.TooLarge when no plan fits into memory
     * @throws StoreFailure FULL when one would if the disk had room
     */
    public static Choice of(Governor governor, Probe probe, List<Plan> plans) {
        CostModel costs = new CostModel();
        List<Priced> all = plans.stream()
                .map(plan -> new Priced(probe, plan, costs.cost(probe, plan)))
                .toList();
        Capacity largest = governor.largest();
        List<Priced> inMemory = new ArrayList<>(all);
        inMemory.removeIf(work -> !work.cost().memory().fits(largest.memory())
                || !work.cost().heap().fits(largest.heap()));
        DataSize disk = governor.diskRoom();
        List<Priced> works = new ArrayList<>(inMemory);
        works.removeIf(work -> !work.cost().disk().fits(disk));
        if (works.isEmpty()) {
            throw disk.isZero() || inMemory.isEmpty()
                    ? tooLarge(all, largest, disk)
                    : full(inMemory.getFirst().cost().disk(), disk);
        }
        return new Choice(governor, List.copyOf(works));
    }

    /** Says what the thriftiest way lacks. */
    private static Refused.TooLarge tooLarge(List<Priced> all, Capacity largest, DataSize disk) {
        Priced least = all.stream()
                .filter(work -> work.cost().disk().fits(disk))
                .min(Comparator.comparing(work -> work.cost().memory()))
                .orElse(all.getFirst());
        Cost cost = least.cost();
        Probe probe = least.probe();
        String what = "to decode this " + probe.type() + " picture of " + probe.size() + " pixels";
        return cost.memory().fits(largest.memory())
                ? new Refused.TooLarge(what + " on the Java heap", cost.heap(), largest.heap())
                : new Refused.TooLarge(what, cost.memory(), largest.memory());
    }

    private static StoreFailure full(DataSize needed, DataSize room) {
        return new StoreFailure(
                StoreFailure.Kind.FULL,
                "the disk is too full: this picture is too large for memory alone and needs " + needed.rounded()
                        + " of disk while it is worked on, and " + room.rounded()
                        + " may be written: free some space, or ask for a smaller picture");
    }

    /**
     * Makes the rendition by the way that begins soonest; where a reader of our own refuses the picture, which may still be one to
     * libvips, by libvips.
     *
     * @param making may be called twice
     */
    public <R> R make(Function<Priced, R> making) {
        Priced best = soonest();
        try {
            return making.apply(best);
        } catch (BadInput | Refused.TooLarge unreadable) {
            if (best.byLibvips()) {
                throw unreadable;
            }
            Priced other = works.stream().filter(Priced::byLibvips).findFirst().orElseThrow(() -> unreadable);
            LOG.info("picture not read row by row, left to libvips reason=\"{}\"", unreadable.getMessage());
            return making.apply(other);
        }
    }

    /**
     * The first of the works, or where there is no room for it now another way to the same picture that needs less: the first that has
     * room, or the one that needs least. What waits for the memory of the faster way mostly ends later than what begins at once.
     */
    private Priced soonest() {
        Priced first = works.getFirst();
        if (roomNow(first)) {
            return first;
        }
        List<Priced> thriftier = works.stream()
                .filter(other -> other.plan().asGoodAs(first.plan())
                        && other.cost().memory().fits(first.cost().memory()))
                .toList();
        return thriftier.stream()
                .filter(this::roomNow)
                .findFirst()
                .or(() -> thriftier.stream()
                        .min(Comparator.comparing(other -> other.cost().memory())))
                .orElse(first);
    }

    private boolean roomNow(Priced work) {
        return governor.roomNow(work.cost().memory(), work.cost().heap());
    }
}
