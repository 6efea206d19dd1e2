package dev.temporalfailover.config.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** "Did you mean": the nearest of the known words by edit distance, a swap of neighbours counting as one. */
public final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    public static Optional<String> to(String word, List<String> known) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(k -> distance(word, k) <= Math.max(1, Math.min(3, k.length() / 3)))
                .min(Comparator.comparingInt(k -> distance(word, k)));
    }

    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
