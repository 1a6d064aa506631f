package logtail.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;
import org.junit.jupiter.api.Test;

class ContextGroupsTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final LineOutput out = new LineOutput(shown);

    @Test
    void groupsThatDoNotTouchAreSeparated() {
        var groups = groups(1, 1);
        context(groups, 1, "web");
        match(groups, 2, "web");
        context(groups, 3, "web");
        context(groups, 7, "web");
        match(groups, 8, "web");
        assertThat(text()).isEqualTo("1\n2\n3\n--\n7\n8\n");
    }

    @Test
    void groupsThatTouchOrOverlapAreOne() {
        var groups = groups(1, 2);
        match(groups, 2, "web");
        context(groups, 3, "web");
        match(groups, 4, "web");
        context(groups, 5, "web");
        context(groups, 6, "web");
        context(groups, 7, "web");
        match(groups, 8, "web");
        assertThat(text()).isEqualTo("2\n3\n4\n5\n6\n7\n8\n");
    }

    @Test
    void thatLinesOfOthersLieBetweenDoesNotPartThem() {
        var groups = groups(2, 0);
        match(groups, 10, "web");
        context(groups, 20, "web"); // one only, so there was no other of this process
        match(groups, 30, "web");
        context(groups, 40, "web");
        context(groups, 50, "web"); // as many as may be, so there may have been more
        match(groups, 60, "web");
        assertThat(text()).isEqualTo("10\n20\n30\n--\n40\n50\n60\n");
    }

    @Test
    void eachProcessHasGroupsOfItsOwn() {
        var groups = groups(0, 1);
        match(groups, 1, "web");
        match(groups, 2, "db");
        context(groups, 3, "web");
        match(groups, 4, "web");
        assertThat(text()).isEqualTo("1\n--\n2\n3\n4\n");
    }

    @Test
    void whatStandsBeforeAMatchWaitsForIt() {
        var groups = groups(1, 0);
        context(groups, 1, "web");
        assertThat(groups.isHolding()).isTrue();
        assertThat(text()).isEmpty();
        match(groups, 2, "web");
        assertThat(groups.isHolding()).isFalse();
        assertThat(text()).isEqualTo("1\n2\n");
    }

    private static ContextGroups groups(long before, long behind) {
        return new ContextGroups(new RawFormat(false), before, behind);
    }

    private void match(ContextGroups groups, long id, String app) {
        show(groups, id, app, false);
    }

    private void context(ContextGroups groups, long id, String app) {
        show(groups, id, app, true);
    }

    private void show(ContextGroups groups, long id, String app, boolean isContext) {
        String number = Long.toString(id);
        var event = new StreamLine.Event(number, "", "", app, "", "", "info", number, isContext, false, false);
        groups.event(event, new byte[0], 0, 0, out);
    }

    private String text() {
        out.flush();
        return shown.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
