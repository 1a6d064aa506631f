package logtail.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import logtail.cli.base.BadValueException;

/**
 * Where the daemon listens for HTTP.
 *
 * @param base scheme, host and port, and a path prefix when it stands behind a proxy; never ends in a slash
 */
public record DaemonAddress(String base) {
    public static final String DEFAULT = "http://127.0.0.1:8514";

    static final String ACCEPTED = "http://HOST:PORT, https://HOST:PORT, HOST:PORT or PORT, as in " + DEFAULT;
    private static final int DEFAULT_PORT = 8514;
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|localhost|\\[::1]");

    /** @param option where it is from, as the user knows it */
    static DaemonAddress parse(String option, String value) {
        String text = value.strip();
        boolean bare = !text.contains("://");
        if (text.startsWith(":") || PORT.matcher(text).matches()) {
            text = "127.0.0.1:" + text.replace(":", "");
        }
        try {
            URI uri = new URI(bare ? "http://" + text : text);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usable = uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null
                    && (scheme.equals("http") || scheme.equals("https"));
            if (!usable) {
                throw new BadValueException(option, value, ACCEPTED);
            }
            int port = uri.getPort() < 0 && bare ? DEFAULT_PORT : uri.getPort();
            String path = uri.getRawPath().replaceAll("/+$", "");
            return new DaemonAddress(
                    scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port) + path);
        } catch (URISyntaxException e) {
            throw new BadValueException(option, value, ACCEPTED);
        }
    }

    /** The address of {@code path} (with its leading slash) there. */
    URI at(String path, UrlQuery query) {
        return URI.create(base + path + query);
    }

    /** Whether it is on this machine, by its name alone. */
    public boolean isLoopback() {
        String host = String.valueOf(URI.create(base).getHost());
        return LOOPBACK.matcher(host).matches();
    }

    boolean isTls() {
        return base.startsWith("https:");
    }

    @Override
    public String toString() {
        return base;
    }
}
