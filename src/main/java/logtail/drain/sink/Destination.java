package logtail.drain.sink;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a drain sends to, as one URL. What stands behind {@code #} is for us and never sent: {@code name=value} pairs, joined by
 * {@code &} and percent-encoded, that name the filter and the options of the drain.
 *
 * @param url the URL without its fragment
 */
public record Destination(URI url) {
    /** A destination and the options that its URL gave. */
    public record WithOptions(Destination destination, Map<String, String> options) {}

    /**
     * Reads a URL with its fragment.
     *
     * @throws IllegalArgumentException when it is none; the message says what is taken
     */
    public static WithOptions parse(String text) {
        try {
            var url = new URI(text.strip());
            if (url.getScheme() == null || url.isOpaque()) {
                throw new IllegalArgumentException("'%s' is no URL; drains take %s".formatted(text, Sinks.SCHEMES));
            }
            String fragment = url.getRawFragment();
            String bare = fragment == null
                    ? url.toString()
                    : url.toString().substring(0, url.toString().length() - fragment.length() - 1);
            return new WithOptions(new Destination(new URI(bare)), options(fragment == null ? "" : fragment));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'%s' is no URL: %s".formatted(text, e.getMessage()), e);
        }
    }

    private static Map<String, String> options(String fragment) {
        var options = new TreeMap<String, String>();
        for (String pair : fragment.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException(
                            "'%s' behind # is no option; options are name=value, joined by &".formatted(pair));
                }
                options.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return options;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What it speaks, in small letters. */
    public String scheme() {
        return url.getScheme().toLowerCase(Locale.ROOT);
    }

    /**
     * The host, without the brackets of an IPv6 address.
     *
     * @throws IllegalArgumentException when it has none
     */
    public String host() {
        String host = url.getHost();
        if (host == null) {
            throw new IllegalArgumentException("%s names no host".formatted(this));
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port(int otherwise) {
        return url.getPort() < 0 ? otherwise : url.getPort();
    }

    /** The user and the password of Basic authentication, {@code user:password}, decoded. */
    public Optional<String> userInfo() {
        return Optional.ofNullable(url.getUserInfo());
    }

    /** For people: without the password. */
    @Override
    public String toString() {
        String userInfo = url.getRawUserInfo();
        return userInfo == null ? url.toString() : url.toString().replace(userInfo + "@", "***@");
    }
}
