package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;

/** Tells the daemon to do something with one drain; there is nothing to show then. */
abstract class DrainOrder extends NamedDrainCall {
    private final String method;
    private final String what;

    DrainOrder(String method, String what) {
        this.method = method;
        this.what = what;
    }

    @Override
    public final Integer call() {
        ask(method, at(what));
        return ExitCode.OK;
    }
}
