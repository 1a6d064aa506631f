package logtail.web;

import java.net.InetSocketAddress;
import java.util.Optional;
import logtail.runtime.Env;

/**
 * The HTTP port.
 *
 * @param address where to listen; empty for nowhere
 * @param maxBodyBytes largest body that has to be held whole before its lines can be taken
 * @param maxTails how many tails may be open at once; each may hold a few hundred KiB for a reader that is slow
 */
public record WebSettings(Optional<InetSocketAddress> address, long maxBodyBytes, int maxTails) {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:8514";

    /** {@code LOGTAIL_HTTP}, else {@code PORT} as platforms give it, else the default. */
    public static WebSettings from(Env env) {
        String address = env.text("PORT").isPresent() ? portAddress(env) : DEFAULT_ADDRESS;
        return new WebSettings(
                env.address("LOGTAIL_HTTP", address),
                env.bytes("LOGTAIL_MAX_BODY", 4 << 20, 64 << 10, 256 << 20),
                env.integer("LOGTAIL_MAX_TAILS", 1000, 1, 100_000));
    }

    private static String portAddress(Env env) {
        String host = env.flag("LOGTAIL_OPEN") ? "0.0.0.0:" : "127.0.0.1:";
        return host + env.integer("PORT", 8514, 0, 0xFFFF);
    }
}
