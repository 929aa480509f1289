package dev.sluice.image.rows.jpeg;

import java.util.Arrays;

/** Which bits of which coefficients the scans have brought so far (T.81, section G.1.1.1). */
final class Progression {

    private static final int UNSEEN = -1;
    private static final int COEFFICIENTS = 64;

    /** libjpeg-turbo looks at as many to find out whether to smooth ({@code jdcoefct.h}, {@code SAVED_COEFS}). */
    private static final int WATCHED = 10;

    private final int[][] lowest = new int[Frame.MAX_COMPONENTS][COEFFICIENTS];

    Progression() {
        for (int[] component : lowest) {
            Arrays.fill(component, UNSEEN);
        }
    }

    /** @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when the band is not what may come next */
    void admit(Component component, Band band) {
        int[] bits = lowest[component.index()];
        if (!band.dc() && bits[0] == UNSEEN) {
            throw Faults.damaged("a scan of details comes before the scan of means that it is built on");
        }
        for (int k = band.start(); k <= band.end(); k++) {
            if (band.refines() && bits[k] != band.high()) {
                throw Faults.damaged("a scan refines bits that no scan before it has brought");
            }
            if (!band.refines() && bits[k] != UNSEEN) {
                throw Faults.damaged("two scans bring the same coefficients");
            }
            bits[k] = band.low();
        }
    }

    /** Whether any scan was of this component. */
    boolean begun(Component component) {
        return lowest[component.index()][0] != UNSEEN;
    }

    /** Whether libjpeg makes up for bits that are missing: it smooths what the first details would have told. */
    boolean smoothed(Frame frame) {
        return frame.components().stream()
                .anyMatch(component ->
                        Arrays.stream(lowest[component.index()], 1, WATCHED).anyMatch(bit -> bit != 0));
    }

    /** Whether every bit of every coefficient is there. */
    boolean complete(Frame frame) {
        return frame.components().stream()
                .allMatch(component -> Arrays.stream(lowest[component.index()]).allMatch(bit -> bit == 0));
    }
}
