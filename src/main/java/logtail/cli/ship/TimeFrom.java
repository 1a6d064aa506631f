package logtail.cli.ship;

import logtail.cli.base.BadValueException;
import picocli.CommandLine.Option;

/** The option {@code --time-from}: where the time of a line comes from. */
public final class TimeFrom {
    private static final String LINE = "line";
    private static final String RECEIVE = "receive";

    @Option(
            names = "--time-from",
            paramLabel = "WHERE",
            defaultValue = LINE,
            description =
                    "Time of the lines: line (what a line says, else when it was read) or receive (always the latter). "
                            + "Default: ${DEFAULT-VALUE}.")
    private String value = LINE;

    /** Whether it is always the time of receipt. */
    public boolean isReceipt() {
        if (!value.equals(LINE) && !value.equals(RECEIVE)) {
            throw new BadValueException("--time-from", value, "line or receive");
        }
        return value.equals(RECEIVE);
    }
}
