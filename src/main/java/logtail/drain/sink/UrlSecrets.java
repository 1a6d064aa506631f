package logtail.drain.sink;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a URL may be secrets. Many receivers know their senders by a token in the path or the query, and nothing
 * tells a token from a word for sure, so the rule is what may be shown: host and port, paths of files and names of topics,
 * names in the query, and of an HTTP path the words that look like words, such as {@code /services/collector} or
 * {@code /api/v2/logs}. Everything else is hidden: user and password, values in the query, and segments with digits,
 * capitals or signs, longer than {@value #LONGEST_WORD} letters, or on a host whose paths are secrets as such (ntfy).
 */
public final class UrlSecrets {
    /** Stands for what is hidden. */
    public static final String HIDDEN = "***";

    private static final int LONGEST_WORD = 14;
    private static final Pattern WORD =
            Pattern.compile("[a-z]{0," + LONGEST_WORD + "}|_[a-z]{1," + LONGEST_WORD + "}|v[0-9]");
    private static final Pattern URL = Pattern.compile(
            "(?<front>[^:/?#]*://)(?:(?<user>[^/?#]*)@)?(?<host>[^/?#]*)(?<path>[^?#]*)(?:\\?(?<query>.*))?");
    private static final Pattern
            HOST = // several of them in kafka://; else a part of a password with a / may stand there
            Pattern.compile("(?:(?:[^:\\[\\],]*|\\[[^\\]]*])(?::[0-9]*)?,?)*");
    private static final Set<String> PUBLIC_PATHS = Set.of("file", "kafka"); // schemes

    private UrlSecrets() {}

    /** The secrets in {@code url}, as they stand in it and, where that differs, decoded. */
    static List<String> in(URI url) {
        var secrets = new ArrayList<String>();
        hide(url.toString(), secrets);
        return List.copyOf(secrets);
    }

    /** {@code url} for people. */
    static String hiddenIn(URI url) {
        return hide(url.toString(), new ArrayList<>());
    }

    /** A text that should have been a URL, for people: of anything else nothing is shown but how it begins. */
    static String hiddenIn(String text) {
        if (URL.matcher(text).matches()) {
            return hide(text, new ArrayList<>());
        }
        Matcher word = Pattern.compile("[a-z0-9+.-]{0,12}(:/{0,2})?").matcher(text);
        return word.matches() ? text : (word.lookingAt() ? word.group() : "") + HIDDEN;
    }

    private static String hide(String url, List<String> secrets) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || !HOST.matcher(parts.group("host")).matches()) {
            secrets.add(url);
            return HIDDEN;
        }
        String scheme = parts.group("front").replaceFirst("://$", "");
        var shown = new StringBuilder(parts.group("front"));
        if (parts.group("user") != null) {
            shown.append(HIDDEN).append('@');
        }
        String host = parts.group("host");
        shown.append(host);
        shown.append(PUBLIC_PATHS.contains(scheme) ? parts.group("path") : path(host, parts.group("path"), secrets));
        return shown.append(query(parts.group("query"), secrets)).toString();
    }

    private static String path(String host, String path, List<String> secrets) {
        boolean isSecretItself = host.contains("ntfy");
        var shown = new StringBuilder();
        for (String segment : path.split("(?<=/)", -1)) {
            boolean hasSlash = segment.endsWith("/");
            String name = hasSlash ? segment.substring(0, segment.length() - 1) : segment;
            boolean isShown = name.isEmpty() || (WORD.matcher(name).matches() && !isSecretItself);
            shown.append(isShown ? name : hidden(name, secrets)).append(hasSlash ? "/" : "");
        }
        return shown.toString();
    }

    private static String query(@Nullable String query, List<String> secrets) {
        if (query == null) {
            return "";
        }
        var shown = new StringBuilder("?");
        for (String pair : query.split("(?<=&)", -1)) {
            String bare = pair.endsWith("&") ? pair.substring(0, pair.length() - 1) : pair;
            int value = bare.indexOf('=') + 1;
            shown.append(bare, 0, value)
                    .append(value == bare.length() ? "" : hidden(bare.substring(value), secrets))
                    .append(pair.endsWith("&") ? "&" : "");
        }
        return shown.toString();
    }

    private static String hidden(String part, List<String> secrets) {
        secrets.add(part);
        String decoded = decoded(part);
        if (!decoded.equals(part)) {
            secrets.add(decoded);
        }
        return HIDDEN;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part; // a % that begins nothing
        }
    }
}
