package logtail.web;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import logtail.runtime.Env;

/**
 * The HTTP port.
 *
 * @param address where to listen; empty for nowhere
 * @param maxBodyBytes largest body that has to be held whole before its lines can be taken
 * @param publicHosts names by which others reach the port, besides those that no stranger can own
 * @param maxTails how many tails may be open at once; each may hold a few hundred KiB for a reader that is slow
 */
public record WebSettings(
        Optional<InetSocketAddress> address, List<String> publicHosts, int maxBodyBytes, int maxTails) {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:8514";
    private static final String PUBLIC_HOST = "LOGTAIL_PUBLIC_HOST";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /** {@code LOGTAIL_HTTP}, else {@code PORT} as platforms give it, else the default. */
    public static WebSettings from(Env env) {
        String address = env.text("PORT").isPresent() ? portAddress(env) : DEFAULT_ADDRESS;
        return new WebSettings(
                env.address("LOGTAIL_HTTP", address),
                publicHosts(env),
                (int) env.bytes("LOGTAIL_MAX_BODY", 4 << 20, 64 << 10, 256 << 20),
                env.integer("LOGTAIL_MAX_TAILS", 1000, 1, 100_000));
    }

    private static List<String> publicHosts(Env env) {
        List<String> names = env.text(PUBLIC_HOST).stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        names.stream()
                .filter(name -> !NAME.matcher(name).matches())
                .forEach(name -> env.reject(
                        PUBLIC_HOST, name, "names separated by commas, without scheme and port, as logs.example.com"));
        return names;
    }

    private static String portAddress(Env env) {
        String host = env.flag("LOGTAIL_OPEN") ? "0.0.0.0:" : "127.0.0.1:";
        return host + env.integer("PORT", 8514, 0, 0xFFFF);
    }
}
