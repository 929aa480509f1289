package dev.sluice.fuzz;

/** Ends the reading of a picture that is large for its bytes: a fuzzer's time is better spent on others. For one reading. */
final class Looks implements Runnable {

    private static final int MOST = 64;

    private int seen;

    /** There have been enough of them. */
    static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void run() {
        if (++seen > MOST) {
            throw new Enough();
        }
    }
}
