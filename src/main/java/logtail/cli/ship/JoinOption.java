package logtail.cli.ship;

import java.time.Duration;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.parse.join.JoinRules;
import logtail.runtime.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --join}: which lines are joined to events. */
public final class JoinOption {
    private static final String VARIABLE = "LOGTAIL_JOIN";
    private static final String WAIT_VARIABLE = "LOGTAIL_JOIN_WAIT";
    private static final Duration WAIT = Duration.ofMillis(250);

    @Option(
            names = "--join",
            paramLabel = "LIST",
            description =
                    "Join the lines of a stack trace to one event: java, python, go, ruby, node, dotnet; other lines: indent "
                            + "(those that begin with white space), docker and cri (pieces of long lines), and, last, start=RE (what "
                            + "matches begins an event). Or off. Default: $LOGTAIL_JOIN, else as the daemon has it.")
    @Nullable
    String list;

    /** Reads the option, or the variables that stand for it. */
    public Joins resolve(Surroundings around) {
        String variable = around.env(VARIABLE).strip();
        String value = list == null ? variable : list.strip();
        if (list == null && value.isEmpty()) {
            return Joins.UNSAID;
        }
        JoinRules rules = JoinRules.parse(value)
                .orElseThrow(
                        () -> new BadValueException(list == null ? VARIABLE : "--join", value, JoinRules.ACCEPTED));
        return new Joins(value, rules, patience(around.env(WAIT_VARIABLE).strip()));
    }

    private static Duration patience(String value) {
        return value.isEmpty()
                ? WAIT
                : Durations.parse(value)
                        .orElseThrow(() -> new BadValueException(WAIT_VARIABLE, value, Durations.ACCEPTED));
    }
}
