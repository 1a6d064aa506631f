package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses requests that a foreign web page makes a user's browser send. Such a page reaches a port on loopback or in a
 * private network in two ways: DNS rebinding, which {@code Host} reveals; or a cross-site request (CSRF), which {@code
 * Sec-Fetch-Site} or {@code Origin} reveals. Immutable; any thread.
 */
final class Door {
    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE); // RFC 9110, section 9.2.1
    private static final List<String> PRIVATE_SUFFIXES = List.of(".local", ".internal", ".svc", ".test");

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param names accepted as {@code Host}, in addition to names that public DNS cannot resolve */
    Door(List<String> names) {
        this.names.addAll(names);
    }

    /**
     * The reason to refuse a request, if there is one.
     *
     * @param isKnown whether its sender is authenticated: then any {@code Host} is accepted, as a rebound page has no
     *     credentials for its own name. The check of the origin remains, as a browser adds stored credentials to cross-site
     *     requests
     */
    Optional<Problem> refusal(HttpMethod method, HttpVersion version, HttpHeaders headers, boolean isKnown) {
        return refusal(method, version, headers, Optional.empty(), isKnown);
    }

    /**
     * The same behind a trusted proxy.
     *
     * @param forwarded the host that the proxy was asked for: it has to be ours as well, and it is the one that an origin is compared with
     */
    Optional<Problem> refusal(
            HttpMethod method, HttpVersion version, HttpHeaders headers, Optional<String> forwarded, boolean isKnown) {
        List<String> hosts = headers.getAll(HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && version.compareTo(HttpVersion.HTTP_1_1) >= 0)) {
            return Optional.of(Problem.badRequest(
                    "%d Host headers; HTTP/1.1 takes one (RFC 9112, section 3.2)".formatted(hosts.size())));
        }
        String host = hosts.isEmpty() ? "" : hosts.getFirst().strip();
        String asked = forwarded.orElse(host);
        for (String name : List.of(host, asked)) {
            if (!isKnown && !isOurs(name(name))) {
                return Optional.of(new Problem(
                        HttpResponseStatus.MISDIRECTED_REQUEST,
                        "Host is '%s', which is not known as a name of this daemon; LOGTAIL_PUBLIC_HOST takes its names"
                                .formatted(name)));
            }
        }
        if (!SAFE.contains(method) && isOfAnotherOrigin(asked, headers)) {
            return Optional.of(new Problem(
                    HttpResponseStatus.FORBIDDEN,
                    "pages of another origin may not send %s requests".formatted(method)));
        }
        return Optional.empty();
    }

    /** A name that public DNS cannot resolve, an address, or one of our names. */
    private boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (lower.indexOf('.') < 0 && lower.indexOf(':') < 0)
                || NetUtil.isValidIpV4Address(lower)
                || NetUtil.isValidIpV6Address(lower)
                || PRIVATE_SUFFIXES.stream().anyMatch(lower::endsWith)
                || names.contains(lower);
    }

    /** The host without port, IPv6 brackets and trailing dot. */
    private static String name(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isOfAnotherOrigin(String host, HttpHeaders headers) {
        String site = headers.get("Sec-Fetch-Site", "none").strip();
        boolean isOfAnotherSite = !site.equals("same-origin") && !site.equals("none"); // none: typed by the user
        String origin = headers.get(ORIGIN);
        return isOfAnotherSite || (origin != null && !isSame(origin.strip(), host));
    }

    private static boolean isSame(String origin, String host) {
        return isSame(origin, "http://", host, ":80") || isSame(origin, "https://", host, ":443");
    }

    private static boolean isSame(String origin, String scheme, String host, String port) {
        return origin.regionMatches(true, 0, scheme, 0, scheme.length())
                && withPort(origin.substring(scheme.length()), port).equalsIgnoreCase(withPort(host, port));
    }

    private static String withPort(String authority, String otherwise) {
        return authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority : authority + otherwise;
    }
}
