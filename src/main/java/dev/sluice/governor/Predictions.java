package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How good the predictions of memory are: for each kind of operation, what was predicted against what the process grew by.
 *
 * <p>The kernel counts a whole process, so an operation is measured only while it is the only one; the others are counted as not
 * measured. While such an operation runs, one virtual thread looks every five milliseconds; there is none otherwise. A small picture
 * feels that, so once {@value #KNOWN} of a kind were measured, only one in {@value #ONE_IN} is. Safe for threads; remembers at most
 * {@value #MOST_KINDS} kinds, a few hundred bytes each, and puts all further ones together.
 */
public final class Predictions {

    /** How many kinds of operation are told apart. */
    public static final int MOST_KINDS = 64;

    /** The kind that stands for all that came after the first {@value #MOST_KINDS}. */
    public static final String OTHER = "other";

    static final int KNOWN = 64;
    static final int ONE_IN = 8;

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(5);

    private final Supplier<DataSize> anonymous;
    private final Executor executor;
    private final Map<String, Histogram> kinds = new LinkedHashMap<>();
    private int running;
    private boolean sampling;
    private @Nullable Watch alone;

    /**
     * @param memory asked for its anonymous bytes
     * @param executor runs the sampling, a virtual thread each time
     */
    public Predictions(ProcessMemory memory, Executor executor) {
        this(memory::anonymous, executor);
    }

    Predictions(Supplier<DataSize> anonymous, Executor executor) {
        this.anonymous = anonymous;
        this.executor = executor;
    }

    /**
     * What is known of one kind of operation.
     *
     * @param kind as {@code jpeg->webp}
     * @param measured how many were measured
     * @param unmeasured how many were not, because others ran at the same time, or enough are known
     * @param predicted sum of what was predicted for the measured ones
     * @param grown sum of what they took
     * @param ratios how many had a predicted-to-measured ratio below 1/4, 1/2, 1, 2, 4, 8, and above; both sides count as a
     *     mebibyte at least, which is the noise
     * @param worstPredicted what was predicted for the one that exceeded its prediction most, or came nearest to it
     * @param worstGrown what that one took
     */
    public record Summary(
            String kind,
            long measured,
            long unmeasured,
            DataSize predicted,
            DataSize grown,
            List<Long> ratios,
            DataSize worstPredicted,
            DataSize worstGrown) {

        public Summary {
            ratios = List.copyOf(ratios);
        }
    }

    /** One running operation; the one who runs it closes this when it has ended. Closing it again does nothing. */
    public final class Watch implements AutoCloseable {

        private final String kind;
        private final Supplier<DataSize> predicted;
        private final long before;
        private long peak;
        private boolean undisturbed;
        private boolean closed;

        private Watch(String kind, Supplier<DataSize> predicted, long before, boolean undisturbed) {
            this.kind = kind;
            this.predicted = predicted;
            this.before = before;
            this.peak = before;
            this.undisturbed = undisturbed;
        }

        @Override
        public void close() {
            end(this);
        }
    }

    /**
     * Begins to watch an operation that begins now.
     *
     * @param predicted asked when it has ended: what was predicted may grow while it runs
     */
    public Watch watch(String kind, Supplier<DataSize> predicted) {
        synchronized (kinds) {
            running++;
            boolean first = running == 1 && wanted(kind);
            if (alone != null) {
                alone.undisturbed = false;
                alone = null;
            }
            Watch watch = new Watch(kind, predicted, first ? anonymous.get().bytes() : 0, first);
            if (first) {
                alone = watch;
                if (!sampling) {
                    sampling = true;
                    executor.execute(this::sample);
                }
            }
            return watch;
        }
    }

    /** Whether the next one is to be measured; one of a kind that is not told apart always is. */
    private boolean wanted(String kind) {
        Histogram known = kinds.get(kind);
        return known == null || known.measured < KNOWN || (known.measured + known.unmeasured) % ONE_IN == 0;
    }

    private void sample() {
        do {
            LockSupport.parkNanos(EVERY);
        } while (look());
    }

    /** One sample; false when there is nobody to sample for any more. */
    private boolean look() {
        synchronized (kinds) {
            if (alone != null) {
                alone.peak = Math.max(alone.peak, anonymous.get().bytes());
            }
            sampling = alone != null;
            return sampling;
        }
    }

    private void end(Watch watch) {
        synchronized (kinds) {
            if (watch.closed) {
                return;
            }
            watch.closed = true;
            running--;
            Histogram histogram = histogram(watch.kind);
            if (watch.undisturbed) {
                alone = null;
                long peak = Math.max(watch.peak, anonymous.get().bytes());
                histogram.add(watch.predicted.get().bytes(), Math.max(0, peak - watch.before));
            } else {
                histogram.skip();
            }
        }
    }

    private Histogram histogram(String kind) {
        Histogram known = kinds.get(kind);
        if (known != null) {
            return known;
        }
        return kinds.computeIfAbsent(kinds.size() < MOST_KINDS ? kind : OTHER, _ -> new Histogram());
    }

    /** All kinds, in the order in which they first ended. */
    public List<Summary> summaries() {
        synchronized (kinds) {
            List<Summary> summaries = new ArrayList<>(kinds.size());
            kinds.forEach((kind, histogram) -> summaries.add(histogram.summary(kind)));
            return List.copyOf(summaries);
        }
    }

    private static final class Histogram {

        private static final long NOISE = 1 << 20;
        private static final int BUCKETS = 7;

        private final long[] buckets = new long[BUCKETS];
        private long measured;
        private long unmeasured;
        private long predicted;
        private long grown;
        private long worstPredicted;
        private long worstGrown;

        private void skip() {
            unmeasured++;
        }

        private void add(long expected, long actual) {
            double ratio = (double) Math.max(expected, NOISE) / Math.max(actual, NOISE);
            double worst = (double) Math.max(worstPredicted, NOISE) / Math.max(worstGrown, NOISE);
            buckets[Math.clamp(Math.getExponent(ratio) + 3L, 0, BUCKETS - 1)]++;
            if (measured == 0 || ratio < worst) {
                worstPredicted = expected;
                worstGrown = actual;
            }
            measured++;
            predicted += expected;
            grown += actual;
        }

        private Summary summary(String kind) {
            List<Long> ratios = new ArrayList<>(BUCKETS);
            for (long bucket : buckets) {
                ratios.add(bucket);
            }
            return new Summary(
                    kind,
                    measured,
                    unmeasured,
                    DataSize.ofBytes(predicted),
                    DataSize.ofBytes(grown),
                    ratios,
                    DataSize.ofBytes(worstPredicted),
                    DataSize.ofBytes(worstGrown));
        }
    }
}
