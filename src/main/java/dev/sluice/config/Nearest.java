package dev.sluice.config;

import java.util.Optional;

/** Finds the word somebody probably meant. */
public final class Nearest {

    private static final int LONGEST = 80;

    private Nearest() {}

    /**
     * The known word that is the fewest slips of a finger away: a letter too many, missing, wrong, or two swapped (optimal
     * string alignment). A word that is the last part of a known one, as {@code port} of {@code http.port}, counts as near.
     *
     * @return nothing when more than every third letter would have to be wrong
     */
    public static Optional<String> to(String word, Iterable<String> known) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        String nearest = "";
        int least = 2 + word.length() / 3;
        for (String candidate : known) {
            int distance = candidate.endsWith("." + word) ? 1 : distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] above = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + same, 1 + Math.min(above[j], row[j - 1]));
                if (swapped(one, i, other, j)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[other.length()];
    }

    private static boolean swapped(String one, int i, String other, int j) {
        return i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
    }
}
