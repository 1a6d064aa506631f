package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import logtail.drain.sink.Destination;
import logtail.runtime.Env;
import logtail.runtime.Version;

/**
 * What stays the same in the heads of all requests of a drain.
 *
 * @param target path and query
 * @param headers the headers, to be copied
 * @param secrets what nobody may be shown, such as tokens
 */
record HttpHead(String target, HttpHeaders headers, List<String> secrets) {
    private static final String OPTION = "header.";
    private static final Pattern HEADER_NAME =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}"); // RFC 9110, section 5.6.2
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~](?:[\t -~]{0,4094}[!-~])?");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

    /** Those that say what a request is; it would be broken if somebody else set them. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "keep-alive",
            "transfer-encoding",
            "content-length",
            "content-type",
            "content-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "accept-encoding",
            "idempotency-key",
            "logplex-msg-count",
            "logplex-frame-id",
            "logplex-drain-token");

    /** What a kind of body adds: its type, and where it goes when the destination names no path. */
    static HttpHead of(Destination to, Dialect dialect, Env options, Set<String> optionNames) {
        var headers = new DefaultHttpHeaders();
        var secrets = new ArrayList<String>();
        headers.set(HttpHeaderNames.HOST, to.url().getRawAuthority().replaceFirst("^.*@", ""));
        headers.set(HttpHeaderNames.USER_AGENT, Version.userAgent());
        headers.set(HttpHeaderNames.CONTENT_TYPE, dialect.form().contentType());
        authorization(to, options, secrets).ifPresent(value -> headers.set(HttpHeaderNames.AUTHORIZATION, value));
        for (String option : optionNames) {
            if (option.startsWith(OPTION)) {
                extra(option, options, headers, secrets);
            }
        }
        secrets.addAll(to.secrets());
        return new HttpHead(target(to, dialect), headers, List.copyOf(secrets));
    }

    private static String target(Destination to, Dialect dialect) {
        String path = Optional.ofNullable(to.url().getRawPath()).orElse("");
        String query = Optional.ofNullable(to.url().getRawQuery()).orElse("");
        String both =
                query.isEmpty() || dialect.query().isEmpty() ? query + dialect.query() : query + '&' + dialect.query();
        return (path.isEmpty() || path.equals("/") ? dialect.form().path() : path) + (both.isEmpty() ? "" : '?' + both);
    }

    private static Optional<String> authorization(Destination to, Env options, List<String> secrets) {
        Optional<String> token = options.text("token");
        if (token.isPresent()) {
            if (!TOKEN.matcher(token.get()).matches()) {
                options.reject("token", "***", "visible ASCII characters");
                return Optional.empty();
            }
            if (to.userInfo().isPresent()) {
                options.reject("token", "***", "no user in the URL beside it");
            }
            secrets.add(token.get());
            return Optional.of("Bearer " + token.get());
        }
        return to.userInfo().map(user -> basic(user, secrets));
    }

    private static String basic(String userInfo, List<String> secrets) {
        String pair = userInfo.indexOf(':') < 0 ? userInfo + ':' : userInfo;
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
        secrets.add(pair.substring(pair.indexOf(':') + 1));
        secrets.add(encoded);
        return "Basic " + encoded;
    }

    private static void extra(String option, Env options, HttpHeaders headers, List<String> secrets) {
        String name = option.substring(OPTION.length());
        Optional<String> value = options.text(option);
        if (!HEADER_NAME.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            options.reject(option, "***", "names of headers, but those that we set ourselves");
        } else if (value.isEmpty() || !HEADER_VALUE.matcher(value.get()).matches()) {
            options.reject(option, "***", "printable ASCII characters");
        } else if (name.equalsIgnoreCase("authorization") && headers.contains(HttpHeaderNames.AUTHORIZATION)) {
            options.reject(option, "***", "no token and no user in the URL beside it");
        } else {
            headers.set(name, value.get());
            secrets.add(value.get());
            secrets.add(value.get().substring(value.get().lastIndexOf(' ') + 1)); // behind a scheme
        }
    }
}
