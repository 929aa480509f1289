package dev.sluice.camera.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The boxes of one answer with the best scores, at most {@value #MOST}, of which those that show the same thing are made one. For one
 * thread.
 */
final class Candidates {

    /** That are compared with each other: the square of it is the work. */
    private static final int MOST = 1_000;

    /** That are left: more things than anybody looks at. */
    private static final int MOST_LEFT = 100;

    private static final Comparator<Candidate> BY_SCORE = Comparator.comparingDouble(Candidate::score);

    private final double least;
    private final PriorityQueue<Candidate> best = new PriorityQueue<>(BY_SCORE);

    /** @param least score that counts */
    Candidates(double least) {
        this.least = least;
    }

    /**
     * One box, in the units of its model.
     *
     * @param type number of its class
     */
    record Candidate(int type, double score, double left, double top, double right, double bottom) {

        private boolean real() {
            return right > left && bottom > top && Double.isFinite(right - left) && Double.isFinite(bottom - top);
        }

        private double area() {
            return (right - left) * (bottom - top);
        }

        /** What both cover, as a part of what either covers. */
        private double overlap(Candidate other) {
            double width = Math.min(right, other.right) - Math.max(left, other.left);
            double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
            if (width <= 0 || height <= 0) {
                return 0;
            }
            double both = width * height;
            return both / (area() + other.area() - both);
        }
    }

    /** Whether a box with this score can count. A score that is no number cannot. */
    boolean interested(double score) {
        return score >= least && (best.size() < MOST || score > best.element().score());
    }

    /** Takes a box into account, unless it is none. */
    void offer(Candidate candidate) {
        if (!interested(candidate.score()) || !candidate.real()) {
            return;
        }
        if (best.size() == MOST) {
            best.remove();
        }
        best.add(candidate);
    }

    /**
     * The best box of each thing, the best score first.
     *
     * @param most two boxes of a class that overlap more are one thing
     */
    List<Candidate> distinct(double most) {
        List<Candidate> sorted = new ArrayList<>(best);
        sorted.sort(BY_SCORE.reversed());
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : sorted) {
            boolean known = kept.stream()
                    .anyMatch(other -> other.type() == candidate.type() && other.overlap(candidate) > most);
            if (!known && kept.size() < MOST_LEFT) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
