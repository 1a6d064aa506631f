package logtail.net;

import java.net.InetSocketAddress;

/** An address that we are to listen on cannot be had. */
public final class BindFailedException extends RuntimeException {
    public BindFailedException(InetSocketAddress address, Throwable cause) {
        super(
                "cannot listen on %s:%d: %s".formatted(address.getHostString(), address.getPort(), cause.getMessage()),
                cause);
    }
}
