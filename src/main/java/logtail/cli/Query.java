package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The query part of a URL, built up; a parameter may come more than once. */
final class Query {
    private final StringBuilder encoded = new StringBuilder();

    /** One that was encoded before, as {@link #toString} gave it. */
    static Query encoded(String text) {
        var query = new Query();
        query.encoded.append(text);
        return query;
    }

    Query add(String name, String value) {
        encoded.append(encoded.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8).replace("+", "%20"));
        return this;
    }

    /** Leaves the parameter out when there is nothing to say. */
    Query addUnlessEmpty(String name, String value) {
        return value.isEmpty() ? this : add(name, value);
    }

    /** With its question mark; empty when it has no parameter. */
    @Override
    public String toString() {
        return encoded.toString();
    }
}
