package logtail.drain.sink;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    /** What drains speak, for people. */
    public static final String SCHEMES =
            "syslog://, syslog+tls://, relp://, relp+tls://, http://, https://, kafka://, file://";

    private static final int MAX_PORT = 0xFFFF;

    /** A destination and the options that its URL gave. */
    public record WithOptions(Destination destination, Map<String, String> options) {}

    /**
     * Reads a URL with its fragment.
     *
     * @throws IllegalArgumentException when it is none; the message says what is taken
     */
    public static WithOptions parse(String text) {
        int hash = text.indexOf('#');
        String bare = (hash < 0 ? text : text.substring(0, hash)).strip();
        try {
            var url = new URI(bare);
            if (url.getScheme() == null || url.isOpaque()) {
                throw new IllegalArgumentException(
                        "'%s' is no URL; drains take %s".formatted(UrlSecrets.hiddenIn(bare), SCHEMES));
            }
            var destination = new Destination(url);
            return new WithOptions(destination, options(destination, hash < 0 ? "" : text.substring(hash + 1)));
        } catch (URISyntaxException e) { // which quotes the whole URL, so it is no cause to be shown
            throw new IllegalArgumentException(
                    "'%s' is no URL: %s".formatted(UrlSecrets.hiddenIn(bare), e.getReason()));
        }
    }

    private static Map<String, String> options(Destination to, String fragment) {
        var options = new TreeMap<String, String>();
        for (String pair : fragment.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException(
                            "what stands behind # of %s is no option; options are name=value, joined by &"
                                    .formatted(to));
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

    /**
     * The port.
     *
     * @param otherwise used when it names none
     * @throws IllegalArgumentException when there is no such port
     */
    public int port(int otherwise) {
        int port = url.getPort();
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("%s has port %d; ports go from 1 to %d".formatted(this, port, MAX_PORT));
        }
        return port < 0 ? otherwise : port;
    }

    /** The user and the password of Basic authentication, {@code user:password}, decoded. */
    public Optional<String> userInfo() {
        return Optional.ofNullable(url.getUserInfo());
    }

    /** The parts of the URL that may be secrets, as they stand in it and decoded: {@link UrlSecrets} says which. */
    public List<String> secrets() {
        return UrlSecrets.in(url);
    }

    /** For people: whatever may be a secret is {@code ***}. */
    @Override
    public String toString() {
        return UrlSecrets.hiddenIn(url);
    }
}
