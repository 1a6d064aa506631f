package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import org.junit.jupiter.api.Test;

class HeldLinesTest {
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    @Test
    void whatThereIsNoRoomForIsToldAsAGapWhereItIsMissing() {
        String gap = "-- 7 lines are missing here (memory) --\n";
        assertThat(show(new HeldLines(Long.MAX_VALUE, 0, true, 3L * line(10).length)))
                .isEqualTo("m10\nm9\nm8\n" + gap);
        assertThat(show(new HeldLines(5, 0, false, 3L * line(10).length)))
                .isEqualTo(gap.replace("7", "2") + "m8\nm9\nm10\n");
    }

    private String show(HeldLines held) {
        for (int id = 1; id <= 10; id++) {
            byte[] line = line(id);
            held.add(line, 0, line.length);
        }
        stdout.reset();
        var options = TailOptionsTest.resolve(Map.of(), "--stdin", "-r", "--no-prefix");
        var notices = new Notices(new PrintStream(PrintStream.nullOutputStream(), false, UTF_8), false);
        var display =
                new Display(options, new TailCursor(options.query()), new LineOutput(stdout), null, notices, () -> {});
        held.show(display);
        display.endOfBatch();
        return stdout.toString(UTF_8);
    }

    private static byte[] line(int id) {
        return "{\"id\":\"%d\",\"app\":\"web\",\"message\":\"m%d\",\"time\":\"2026-11-24T14:00:00Z\",\"pad\":\"%s\"}"
                .formatted(id, id, "x".repeat(id < 10 ? 2 : 0))
                .getBytes(UTF_8);
    }
}
