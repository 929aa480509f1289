package dev.sluice.camera.watch;

import dev.sluice.image.Area;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a camera usually shows, as a small grey picture, and what of the newest picture differs from it. The usual picture follows
 * slowly: what comes and stays belongs to it after a while. Light that goes on or off changes all alike and is taken out before. Holds
 * {@link #heap} bytes on the heap, allocated once. For one thread.
 */
final class Scene {

    /** What the usual picture is counted in: 128 steps for each of lightness. */
    private static final int FRACTION = 7;

    /** How fast it follows, as powers of two: at first, where nothing changed, and where something did. */
    private static final int FOLLOW_AT_FIRST = 1;

    private static final int FOLLOW = 3;
    private static final int FOLLOW_CHANGED = 5;

    /** Pictures from which the usual one is made before anything is said. */
    private static final int WARM_UP = 3;

    /** Of a changed pixel and its eight neighbours so many have changed, or it is noise. */
    private static final int COMPANY = 3;

    private static final int BYTES_PER_PIXEL = 1 + Short.BYTES + 1 + 1;

    private final PixelSize size;
    private final MotionOptions options;
    private final byte[] now;
    private final short[] usual;
    private final boolean[] looked;
    private final boolean[] changed;
    private final Tone tone = new Tone();
    private final int pixels;
    private int pictures;

    Scene(PixelSize size, MotionOptions options) {
        this.size = size;
        this.options = options;
        int count = Math.toIntExact(size.pixels());
        now = new byte[count];
        usual = new short[count];
        looked = new boolean[count];
        changed = new boolean[count];
        pixels = markZones();
    }

    /** What one of this size takes on the heap. */
    static DataSize heap(PixelSize size) {
        return DataSize.ofBytes(size.pixels() * BYTES_PER_PIXEL + Tone.HEAP);
    }

    /**
     * What has changed.
     *
     * @param share of the pixels looked at, 0 to 1
     * @param area in the small picture; null when nothing has changed
     */
    record Change(double share, @Nullable Area area) {
        static final Change NONE = new Change(0, null);
    }

    private int markZones() {
        int count = 0;
        for (int i = 0; i < looked.length; i++) {
            int column = i % size.width();
            int row = i / size.width();
            looked[i] = options.looksAt((column + 0.5) / size.width(), (row + 0.5) / size.height());
            count += looked[i] ? 1 : 0;
        }
        return count;
    }

    PixelSize size() {
        return size;
    }

    /** Where the newest picture is put, row by row, before {@link #compare}. */
    byte[] picture() {
        return now;
    }

    /** Forgets what the camera used to show. */
    void forget() {
        pictures = 0;
    }

    /** What of the {@linkplain #picture newest picture} differs from the usual, which then follows it. */
    Change compare() {
        pictures++;
        if (pictures == 1) {
            begin();
            return Change.NONE;
        }
        if (pixels == 0) {
            return Change.NONE;
        }
        tone.fit(now, usual, looked);
        int count = mark();
        if (count > pixels * MotionOptions.OTHER_SCENE) {
            begin();
            pictures = 1;
            return Change.NONE;
        }
        Change change = pictures <= WARM_UP ? Change.NONE : change();
        follow();
        return change;
    }

    private void begin() {
        for (int i = 0; i < now.length; i++) {
            usual[i] = (short) ((now[i] & 0xff) << FRACTION);
        }
    }

    /** Marks the pixels that are not as expected, and counts them. */
    private int mark() {
        int count = 0;
        int threshold = options.threshold();
        for (int i = 0; i < now.length; i++) {
            boolean other = looked[i] && Math.abs((now[i] & 0xff) - tone.expected(usual[i] >> FRACTION)) > threshold;
            changed[i] = other;
            count += other ? 1 : 0;
        }
        return count;
    }

    private Change change() {
        int count = 0;
        int left = size.width();
        int right = -1;
        int top = size.height();
        int bottom = -1;
        for (int row = 0; row < size.height(); row++) {
            for (int column = 0; column < size.width(); column++) {
                if (changed[row * size.width() + column] && company(column, row) >= COMPANY) {
                    count++;
                    left = Math.min(left, column);
                    right = Math.max(right, column);
                    top = Math.min(top, row);
                    bottom = Math.max(bottom, row);
                }
            }
        }
        if (count == 0) {
            return Change.NONE;
        }
        return new Change(
                (double) count / pixels, new Area(left, top, new PixelSize(right - left + 1, bottom - top + 1)));
    }

    private int company(int column, int row) {
        int count = 0;
        for (int y = Math.max(0, row - 1); y <= Math.min(size.height() - 1, row + 1); y++) {
            for (int x = Math.max(0, column - 1); x <= Math.min(size.width() - 1, column + 1); x++) {
                count += changed[y * size.width() + x] ? 1 : 0;
            }
        }
        return count;
    }

    private void follow() {
        int still = pictures <= WARM_UP ? FOLLOW_AT_FIRST : FOLLOW;
        for (int i = 0; i < now.length; i++) {
            int difference = ((now[i] & 0xff) << FRACTION) - usual[i];
            usual[i] += (short) (difference >> (changed[i] ? FOLLOW_CHANGED : still));
        }
    }

    /** How the light of the newest picture differs from the usual: what each lightness of the usual picture is expected to be now. */
    private static final class Tone {

        private static final int LEVELS = 256;
        private static final int DIFFERENCES = 2 * LEVELS;
        private static final long HEAP = (long) Integer.BYTES * (2 * LEVELS + 2 * DIFFERENCES);

        /** Halves of the picture that differ less than this in lightness do not tell contrast from lightness. */
        private static final int LEAST_DISTANCE = 16;

        private static final double LEAST_SLOPE = -0.75;
        private static final double MOST_SLOPE = 3;

        private final int[] levels = new int[LEVELS];
        private final int[] expected = new int[LEVELS];
        private final int[] darkDifferences = new int[DIFFERENCES];
        private final int[] lightDifferences = new int[DIFFERENCES];

        int expected(int level) {
            return expected[level];
        }

        /**
         * The dark half of the usual picture and its light half are taken apart. Of each the median tells how much lighter it has
         * become, which what moves does not change unless it fills half of it; the line through both is the new light and contrast.
         */
        void fit(byte[] now, short[] usual, boolean[] looked) {
            Arrays.fill(levels, 0);
            for (int i = 0; i < usual.length; i++) {
                levels[usual[i] >> FRACTION] += looked[i] ? 1 : 0;
            }
            int middle = median(levels, 0);
            Arrays.fill(darkDifferences, 0);
            Arrays.fill(lightDifferences, 0);
            for (int i = 0; i < usual.length; i++) {
                int level = usual[i] >> FRACTION;
                if (looked[i]) {
                    (level <= middle ? darkDifferences : lightDifferences)[(now[i] & 0xff) - level + LEVELS]++;
                }
            }
            draw(middle);
        }

        private void draw(int middle) {
            int dark = mean(0, middle);
            int light = mean(middle + 1, LEVELS - 1);
            int byDark = median(darkDifferences, -LEVELS);
            boolean flat = light - dark < LEAST_DISTANCE || 8L * count(lightDifferences) < count(darkDifferences);
            double slope = flat
                    ? 0
                    : Math.clamp(
                            (double) (median(lightDifferences, -LEVELS) - byDark) / (light - dark),
                            LEAST_SLOPE,
                            MOST_SLOPE);
            for (int level = 0; level < LEVELS; level++) {
                expected[level] = (int) Math.clamp(Math.rint(level + byDark + slope * (level - dark)), 0, LEVELS - 1);
            }
        }

        private int mean(int from, int to) {
            long sum = 0;
            long count = 0;
            for (int level = from; level <= to; level++) {
                sum += (long) level * levels[level];
                count += levels[level];
            }
            return count == 0 ? 0 : (int) (sum / count);
        }

        private static long count(int[] histogram) {
            long count = 0;
            for (int bin : histogram) {
                count += bin;
            }
            return count;
        }

        /** @param first value that the first bin stands for */
        private static int median(int[] histogram, int first) {
            long half = (count(histogram) + 1) / 2;
            long seen = 0;
            int at = 0;
            while (at < histogram.length - 1) {
                seen += histogram[at];
                if (seen >= half) {
                    break;
                }
                at++;
            }
            return at + first;
        }
    }
}
