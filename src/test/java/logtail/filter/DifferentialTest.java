package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import logtail.Seeds;
import logtail.event.Block;
import logtail.event.Event;
import logtail.journal.Blocks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random filters over random blocks: every way of running a filter finds what {@link Naive} finds. */
@Tag("slow")
class DifferentialTest {
    private static final int SEEDS = Integer.getInteger("logtail.seeds", 6_000);

    @Test
    void agreesWithTheNaiveFilter() {
        long first = Seeds.draw(DifferentialTest.class);
        int choosy = 0;
        for (long seed = first; seed < first + SEEDS; seed++) {
            choosy += check(seed);
        }
        assertThat(choosy)
                .as("blocks of which some events match and some do not")
                .isGreaterThan(SEEDS / 2);
    }

    /** How many of three blocks the filter of this seed divides. */
    private static int check(long seed) {
        var random = new Random(seed);
        var lines = new RandomLines(random);
        String text = new RandomFilters(random, lines).next();
        Filter filter = FilterParser.parse(text);
        String about = "seed %d: %s".formatted(seed, text);
        assertThat(FilterParser.parse(filter.toString())).as(about).isEqualTo(filter);
        Matcher matcher = Matcher.of(filter);
        int choosy = 0;
        for (int blocks = 0; blocks < 3; blocks++) {
            Block block = lines.block();
            List<Event> events = Blocks.events(block);
            List<Event> matching = events.stream()
                    .filter(event -> Naive.matches(filter, event))
                    .toList();
            compare(matcher, block, matching, about);
            choosy += matching.isEmpty() || matching.size() == events.size() ? 0 : 1;
        }
        return choosy;
    }

    private static void compare(Matcher matcher, Block block, List<Event> matching, String about) {
        List<String> expected = matching.stream().map(DifferentialTest::shown).toList();
        var oneByOne = new ArrayList<String>();
        block.rewind();
        while (block.nextEvent()) {
            if (matcher.matches(block)) {
                oneByOne.add(shown(block.event()));
            }
        }
        assertThat(oneByOne).as("one by one, %s", about).isEqualTo(expected);
        var found = new ArrayList<String>();
        block.rewind();
        while (matcher.nextMatch(block)) {
            found.add(shown(block.event()));
        }
        assertThat(found).as("searched, %s", about).isEqualTo(expected);
        assertThat(matcher.mayMatch(block) || expected.isEmpty()).as(about).isTrue();
        for (Event event : matching) {
            byte[] app = event.app().getBytes(UTF_8);
            assertThat(matcher.mayWantApp(app, 0, app.length)).as(about).isTrue();
            assertThat(event.severity().code()).as(about).isLessThanOrEqualTo(matcher.worst());
        }
    }

    private static String shown(Event event) {
        return event.index() + " " + event.attributes() + " " + event.text();
    }
}
