package logtail.ingest;

import logtail.ingest.rate.TooFast;

/** The lines of a request come faster than the rules have it; its sender may come again. */
public final class TooFastException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient TooFast why;

    TooFastException(TooFast why) {
        super("lines come faster than the rule %s of LOGTAIL_RATE has it".formatted(why.rule()));
        this.why = why;
    }

    public TooFast why() {
        return why;
    }
}
