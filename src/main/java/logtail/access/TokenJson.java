package logtail.access;

import java.util.List;
import logtail.runtime.Json;

/** Tokens as they are shown to those who manage them. Pure. */
public final class TokenJson {
    private TokenJson() {}

    /** All tokens, as a line of JSON. */
    public static String of(List<Tokens.Listed> tokens) {
        return Json.of(tokens.stream().map(TokenJson::listed).toList()) + "\n";
    }

    /**
     * A new token with its text, as a line of JSON.
     *
     * @param note what else there is to know; empty for nothing
     */
    public static String of(Tokens.Issued issued, String note) {
        Json json = Json.object().with("token", issued.text());
        describe(issued.token(), json);
        return (note.isEmpty() ? json : json.with("note", note)) + "\n";
    }

    private static Json listed(Tokens.Listed listed) {
        Json json = Json.object();
        describe(listed.token(), json);
        listed.lastUsed().ifPresent(time -> json.with("last_used", time.toString()));
        return json.with("expired", listed.isExpired())
                .with("declared", listed.token().isDeclared());
    }

    private static void describe(Token token, Json json) {
        json.with("name", token.name())
                .with("id", token.id())
                .with(
                        "rights",
                        token.rights().stream().sorted().map(Right::word).toList());
        if (!token.apps().isAll()) {
            json.with("apps", token.apps().globs());
        }
        if (token.key() instanceof Token.Key.Subject subject) {
            json.with("subject", subject.canonical());
        }
        token.created().ifPresent(time -> json.with("created", time.toString()));
        token.expires().ifPresent(time -> json.with("expires", time.toString()));
    }
}
