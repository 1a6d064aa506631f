package logtail.net;

import java.io.IOException;

/** A host has no address that we may connect to; the message names the host and the setting that would allow it. */
public final class ForbiddenAddressException extends IOException {
    ForbiddenAddressException(String message) {
        super(message);
    }
}
