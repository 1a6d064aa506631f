package logtail.cli.client;

import javax.net.ssl.SSLSocketFactory;
import logtail.cli.base.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Where the daemon is, how it lets us in, and how we know that it is the daemon.
 *
 * @param addresses of the daemon, or of several nodes, each of which has to be safe for the token
 * @param token sent with every request, when there is one; over a network only with TLS
 * @param tls what makes connections for {@code https}, or {@code null} for the JDK's own
 */
public record DaemonAccess(
        DaemonAddresses addresses, Token token, @Nullable SSLSocketFactory tls) {
    public DaemonAccess {
        addresses.all().forEach(address -> check(address, token, tls));
    }

    /** To a daemon that lets everyone in. */
    public static DaemonAccess to(DaemonAddress address) {
        return new DaemonAccess(DaemonAddresses.of(address), Token.NONE, null);
    }

    /** With the token that the daemon itself has given us. */
    public DaemonAccess with(String token) {
        return new DaemonAccess(addresses, Token.of(token, "the daemon inside"), tls);
    }

    @Override
    public String toString() {
        return addresses.toString();
    }

    private static void check(DaemonAddress address, Token token, @Nullable SSLSocketFactory tls) {
        if (token.isGiven() && !address.isTls() && !address.isLoopback()) {
            throw new UsageException(
                    token + " would cross the network in the clear: name the daemon as https://…, not " + address);
        }
        if (tls != null && !address.isTls()) {
            throw new UsageException("--ca-cert is for https://…, and the daemon is at " + address);
        }
    }
}
