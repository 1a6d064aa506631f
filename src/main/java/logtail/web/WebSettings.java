package logtail.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import logtail.net.AddressRanges;
import logtail.net.Limits;
import logtail.net.Wrapping;
import logtail.runtime.Env;

/**
 * Settings of the HTTP server.
 *
 * @param ports ports to listen on; may be none
 * @param maxBodyBytes largest body that is buffered whole
 * @param publicHosts names accepted as {@code Host}, in addition to those that public DNS cannot resolve
 * @param maxTails most open tails; each may hold a few hundred KiB for a slow reader
 * @param inflation how much compressed bodies may unpack to
 * @param proxies whose word is taken for who sends a request
 */
public record WebSettings(
        List<HttpPort> ports,
        List<String> publicHosts,
        int maxBodyBytes,
        int maxTails,
        Inflation inflation,
        AddressRanges proxies) {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:8514";
    private static final String PUBLIC_HOST = "LOGTAIL_PUBLIC_HOST";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /** Reads {@code LOGTAIL_HTTP}, else {@code PORT} as set by platforms, else the default; {@code LOGTAIL_HTTPS} and others. */
    public static WebSettings from(Env env) {
        String address = env.text("PORT").isPresent() ? portAddress(env) : DEFAULT_ADDRESS;
        return new WebSettings(
                ports(env, address),
                publicHosts(env),
                (int) env.bytes("LOGTAIL_MAX_BODY", 4 << 20, 64 << 10, 256 << 20),
                env.integer("LOGTAIL_MAX_TAILS", 1000, 1, 100_000),
                Inflation.from(env),
                TrustedProxies.from(env));
    }

    private static List<HttpPort> ports(Env env, String plain) {
        var ports = new ArrayList<HttpPort>();
        Wrapping ofPlain = Wrapping.from(env, "http", false);
        Wrapping ofTls = Wrapping.from(env, "https", true);
        env.address("LOGTAIL_HTTP", plain).ifPresent(bind -> ports.add(new HttpPort("http", bind, ofPlain)));
        env.address("LOGTAIL_HTTPS", "off").ifPresent(bind -> ports.add(new HttpPort("https", bind, ofTls)));
        return List.copyOf(ports);
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

    /** How many ports there are without and with TLS. */
    public Limits.Listeners listeners() {
        long ofTls = ports.stream().filter(port -> port.wrapping().isTls()).count();
        return new Limits.Listeners(ports.size() - ofTls, ofTls);
    }
}
