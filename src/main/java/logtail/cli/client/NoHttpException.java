package logtail.cli.client;

import java.io.IOException;

/** Something took the connection, but it does not speak HTTP. */
public final class NoHttpException extends IOException {
    private static final long serialVersionUID = 1;

    NoHttpException(String what) {
        super(what);
    }
}
