package logtail.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import logtail.runtime.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a right and a wrong token take, interleaved; prints the figures. */
@Tag("slow")
class TokenTimingTest {
    private static final int ROUNDS = 400;
    private static final int CALLS = 200;

    @TempDir
    private Path data;

    @Test
    void takesAsLongForAWrongTokenAsForARightOne() {
        Tokens tokens = Tokens.open(data, Optional.empty(), Clock.system());
        for (int i = 0; i < 50; i++) {
            tokens.create(NewToken.of("other-" + i, List.of("tail"), List.of(), "", tokens.now()));
        }
        String right = tokens.create(NewToken.of("me", List.of("tail"), List.of(), "", tokens.now()))
                .text();
        String near = right.substring(0, right.length() - 1) + (right.endsWith("x") ? "y" : "x");
        String far = TokenText.draw().text();
        String[] names = {"right", "wrong in its last letter", "wrong altogether"};
        String[] given = {right, near, far};
        long[][] tookNs = new long[given.length][ROUNDS];
        int found = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            for (int i = 0; i < given.length; i++) {
                int which = Math.floorMod(i + round, given.length);
                long startNs = System.nanoTime();
                for (int call = 0; call < CALLS; call++) {
                    found += tokens.find(given[which]).isPresent() ? 1 : 0;
                }
                if (round >= 0) { // the others warm up
                    tookNs[which][round] = (System.nanoTime() - startNs) / CALLS;
                }
            }
        }
        assertThat(found).isEqualTo(2 * ROUNDS * CALLS);
        long[] medians = new long[given.length];
        for (int i = 0; i < given.length; i++) {
            Arrays.sort(tookNs[i]);
            medians[i] = tookNs[i][ROUNDS / 2];
            System.out.printf(
                    "%-26s median %d ns, 10th %d ns, 90th %d ns%n",
                    names[i], medians[i], tookNs[i][ROUNDS / 10], tookNs[i][ROUNDS * 9 / 10]);
        }
        assertThat(medians[1]).as("no hint, on the whole").isBetween(medians[0] / 3, medians[0] * 3);
    }
}
