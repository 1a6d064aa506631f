package logtail.net;

import io.netty.channel.unix.Errors.NativeIoException;
import java.net.SocketAddress;

/** Binding a listening socket failed. */
public final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient SocketAddress address;
    private final transient Throwable reason;

    public BindFailedException(SocketAddress address, Throwable cause) {
        this(address, "", cause);
    }

    private BindFailedException(SocketAddress address, String setting, Throwable cause) {
        super("cannot listen on %s%s: %s".formatted(Addresses.shown(address), setting, reason(cause)), cause);
        this.address = address;
        reason = cause;
    }

    /** The same, with the name of the setting that holds the address. */
    public BindFailedException of(String setting) {
        return new BindFailedException(address, " (" + setting + ")", reason);
    }

    /** What the operating system means; its own words when we do not know better. */
    private static String reason(Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        int error = cause instanceof NativeIoException known ? -known.expectedErr() : 0;
        if (error == 98 || words.contains("in use")) { // EADDRINUSE
            return "the address is in use by another process";
        }
        if (error == 13 || words.contains("denied")) { // EACCES
            return "permission denied; ports below 1024 are for root, or for who has CAP_NET_BIND_SERVICE";
        }
        if (error == 99 || words.contains("assign requested")) { // EADDRNOTAVAIL
            return "this machine has no such address";
        }
        return words;
    }
}
