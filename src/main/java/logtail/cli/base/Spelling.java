package logtail.cli.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How far two words are from each other by slips of the fingers. Pure. */
public final class Spelling {
    private Spelling() {}

    /** The one of {@code known} that is nearest to {@code word}, with one slip in three letters at the most. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int most = Math.min(2, Math.max(1, word.length() / 3));
        List<String> near = known.stream()
                .filter(one -> slips(word, one) <= most)
                .sorted(Comparator.comparingInt(one -> slips(word, one)))
                .toList();
        return near.stream().findFirst();
    }

    /**
     * The number of letters left out, put in, mistaken or changed with their neighbour that make one word the other: the
     * restricted distance of Damerau and Levenshtein.
     */
    public static int slips(String one, String other) {
        int[][] slips = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int mistaken = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                slips[i][j] =
                        Math.min(slips[i - 1][j - 1] + mistaken, Math.min(slips[i - 1][j] + 1, slips[i][j - 1] + 1));
                if (i > 1 && j > 1 && isSwapped(one, i, other, j)) {
                    slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
                }
            }
        }
        return slips[one.length()][other.length()];
    }

    private static boolean isSwapped(String one, int i, String other, int j) {
        return one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
    }
}
