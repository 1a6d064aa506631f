package logtail.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import logtail.runtime.Json;

/**
 * Files of tokens: a JSON object a line. Ours, {@code tokens} in the data directory, and the one that {@code
 * LOGTAIL_TOKENS_FILE} names have the same members; the latter may also have comments ({@code #}), the token itself instead of
 * its hash, and the subject of a client certificate. Pure.
 *
 * <pre>{@code
 * {"id":"k3…","name":"ci","sha256":"9f86…","rights":["ingest"],"apps":["web-*"],"created":"2026-…Z","expires":"2027-…Z"}
 * }</pre>
 */
final class TokenLines {
    static final int MOST = 1000;

    private static final List<String> OURS = List.of("id", "name", "sha256", "rights", "apps", "created", "expires");
    private static final List<String> DECLARED =
            List.of("id", "name", "sha256", "token", "subject", "rights", "apps", "created", "expires");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{4,32}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{20,4096}");

    private TokenLines() {}

    /**
     * Reads a file.
     *
     * @param source its name for messages
     * @throws TokenException when any line cannot be used; never with a secret in its message
     */
    static List<Token> read(String text, String source, boolean isDeclared) {
        var tokens = new ArrayList<Token>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            boolean isIdle = stripped.isEmpty() || (isDeclared && stripped.startsWith("#"));
            if (!isIdle) {
                tokens.add(readLine(stripped, source + ":" + number, isDeclared));
            }
        }
        if (tokens.size() > MOST) {
            throw TokenException.invalid("%s has %d tokens; at most %d".formatted(source, tokens.size(), MOST));
        }
        return tokens;
    }

    static String write(List<Token> tokens) {
        var text = new StringBuilder();
        tokens.forEach(token -> text.append(json(token)).append('\n'));
        return text.toString();
    }

    private static Token readLine(String line, String place, boolean isDeclared) {
        try {
            Json json = Json.read(line);
            if (!json.isObject()) {
                throw TokenException.invalid("no JSON object");
            }
            expectMembers(json, isDeclared ? DECLARED : OURS);
            return token(json, isDeclared);
        } catch (Json.MalformedException e) { // whose message may show a part of the line
            throw TokenException.invalid(place + ": no JSON object");
        } catch (TokenException e) {
            throw TokenException.invalid(place + ": " + e.getMessage());
        }
    }

    private static Token token(Json json, boolean isDeclared) {
        Token.Key key = key(json);
        Set<Right> rights = TokenRules.rights(texts(json, "rights"));
        return new Token(
                id(json, key),
                TokenRules.name(text(json, "name")),
                key,
                rights,
                TokenRules.apps(texts(json, "apps"), rights),
                time(json, "created"),
                time(json, "expires"),
                isDeclared);
    }

    private static String id(Json json, Token.Key key) {
        String id = text(json, "id");
        if (id.isEmpty() && key instanceof Token.Key.Sha256 hash) {
            return TokenText.hash("id " + hash.hex()).substring(0, 16);
        }
        if (id.isEmpty() && key instanceof Token.Key.Subject subject) {
            return TokenText.hash("subject " + subject.canonical()).substring(0, 16);
        }
        if (!ID.matcher(id).matches()) {
            throw TokenException.invalid("the id of a token: takes 4 to 32 letters and digits");
        }
        return id;
    }

    private static Token.Key key(Json json) {
        String hash = text(json, "sha256");
        String token = text(json, "token");
        String subject = text(json, "subject");
        long given = List.of(hash, token, subject).stream()
                .filter(text -> !text.isEmpty())
                .count();
        if (given != 1) {
            throw TokenException.invalid("%d of sha256, token and subject; takes one".formatted(given));
        }
        if (!subject.isEmpty()) {
            return new Token.Key.Subject(
                    canonical(subject)
                            .orElseThrow(
                                    () -> TokenException.invalid(
                                            "the subject of a certificate: takes a name as RFC 2253 has it, such as CN=web-1,O=Example")));
        }
        if (!token.isEmpty()) {
            if (!TOKEN.matcher(token).matches()) {
                throw TokenException.invalid("the token: takes 20 to 4096 characters of visible ASCII");
            }
            return new Token.Key.Sha256(TokenText.hash(token));
        }
        if (!SHA_256.matcher(hash).matches()) {
            throw TokenException.invalid("sha256: takes 64 hexadecimal digits");
        }
        return new Token.Key.Sha256(hash.toLowerCase(Locale.ROOT));
    }

    /** A subject in the one form in which equal ones are equal; empty when it is none. */
    static Optional<String> canonical(String subject) {
        try {
            return Optional.of(new X500Principal(subject).getName(X500Principal.CANONICAL));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(Json json, String member) {
        String text = text(json, member);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TokenRules.time(text)
                .orElseThrow(() -> TokenException.invalid(
                        "%s: takes an RFC 3339 time such as 2027-01-31T12:00:00Z, or a date".formatted(member))));
    }

    private static Json json(Token token) {
        Json json = Json.object().with("id", token.id()).with("name", token.name());
        switch (token.key()) {
            case Token.Key.Sha256 hash -> json.with("sha256", hash.hex());
            case Token.Key.Subject subject -> json.with("subject", subject.canonical());
        }
        json.with("rights", token.rights().stream().sorted().map(Right::word).toList());
        if (!token.apps().isAll()) {
            json.with("apps", token.apps().globs());
        }
        token.created().ifPresent(time -> json.with("created", time.toString()));
        token.expires().ifPresent(time -> json.with("expires", time.toString()));
        return json;
    }

    /** The text of a member; {@code ""} when it is absent. What is there but no text is refused, lest it count as absent. */
    static String text(Json object, String member) {
        Optional<String> text = object.get(member).text();
        if (text.isEmpty() && object.members().containsKey(member)) {
            throw TokenException.invalid(member + ": takes a string; leave it out for none");
        }
        return text.orElse("");
    }

    /** The texts of an array, or one text alone; none when the member is absent. An empty array is refused likewise. */
    static List<String> texts(Json object, String member) {
        Json value = object.get(member);
        Optional<String> one = value.text();
        if (one.isPresent()) {
            return List.of(one.get());
        }
        if (value.items().isEmpty() && object.members().containsKey(member)) {
            throw TokenException.invalid(member + ": takes an array of strings, at least one");
        }
        return value.items().stream()
                .map(item ->
                        item.text().orElseThrow(() -> TokenException.invalid(member + ": takes an array of strings")))
                .toList();
    }

    static void expectMembers(Json object, List<String> known) {
        var unknown = new TreeSet<>(object.members().keySet());
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            String first = unknown.first().replaceAll("[^A-Za-z0-9_.-]", "?");
            throw TokenException.invalid("the member %s is not known; there are %s"
                    .formatted(first.substring(0, Math.min(40, first.length())), String.join(", ", known)));
        }
    }
}
