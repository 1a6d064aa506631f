package logtail.cli.ship;

import logtail.cli.base.BadValueException;

/** Values of {@code --time-from}: where the time of a line comes from. */
public final class TimeFrom {
    /** What the line says, else when it was read. */
    public static final String LINE = "line";

    public static final String DESCRIPTION =
            "Time of the lines: line (what a line says, else when it was read) or receive (always the latter). "
                    + "Default: ${DEFAULT-VALUE}.";

    private static final String RECEIVE = "receive";

    private TimeFrom() {}

    /** Whether it is always the time of receipt. */
    public static boolean isReceipt(String value) {
        if (!value.equals(LINE) && !value.equals(RECEIVE)) {
            throw new BadValueException("--time-from", value, "line or receive");
        }
        return value.equals(RECEIVE);
    }
}
