package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The query part of a URL, built up; a parameter may come more than once. */
public final class UrlQuery {
    private final StringBuilder encoded = new StringBuilder();

    /** One that was encoded before, as {@link #toString} gave it. */
    public static UrlQuery encoded(String text) {
        var query = new UrlQuery();
        query.encoded.append(text);
        return query;
    }

    public UrlQuery add(String name, String value) {
        encoded.append(encoded.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8).replace("+", "%20"));
        return this;
    }

    /** Leaves the parameter out when there is nothing to say. */
    public UrlQuery addUnlessEmpty(String name, String value) {
        return value.isEmpty() ? this : add(name, value);
    }

    /** With its question mark; empty when it has no parameter. */
    @Override
    public String toString() {
        return encoded.toString();
    }
}
