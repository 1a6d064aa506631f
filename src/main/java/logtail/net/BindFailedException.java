package logtail.net;

import java.net.InetSocketAddress;

/** Binding a listening socket failed. */
public final class BindFailedException extends RuntimeException {
    public BindFailedException(InetSocketAddress address, Throwable cause) {
        super(
                "cannot listen on %s:%d: %s".formatted(address.getHostString(), address.getPort(), cause.getMessage()),
                cause);
    }
}
