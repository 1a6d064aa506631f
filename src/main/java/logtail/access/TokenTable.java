package logtail.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All tokens at one moment, to be found by whatever they are asked for. Immutable. */
final class TokenTable {
    static final TokenTable EMPTY = TokenTable.of(List.of(), List.of());

    private final List<Token> made;
    private final List<Token> declared;
    private final Map<String, Token> byHash = new HashMap<>();
    private final Map<String, Token> bySubject = new HashMap<>();
    private final Map<String, Token> byName = new HashMap<>();
    private final Map<String, Token> byId = new HashMap<>();

    private TokenTable(List<Token> made, List<Token> declared) {
        this.made = List.copyOf(made);
        this.declared = List.copyOf(declared);
    }

    /**
     * Puts together what was made by command and what is declared.
     *
     * @throws TokenException when two have the same name, id or key
     */
    static TokenTable of(List<Token> made, List<Token> declared) {
        var table = new TokenTable(made, declared);
        made.forEach(table::add);
        declared.forEach(table::add);
        return table;
    }

    private void add(Token token) {
        expectFree(token, byName.put(token.name(), token), "name");
        expectFree(token, byId.put(token.id(), token), "id");
        switch (token.key()) {
            case Token.Key.Sha256 hash -> expectFree(token, byHash.put(hash.hex(), token), "sha256 or token");
            case Token.Key.Subject subject -> expectFree(token, bySubject.put(subject.canonical(), token), "subject");
        }
    }

    private static void expectFree(Token token, @Nullable Token other, String what) {
        if (other != null) {
            throw new TokenException(
                    TokenException.Kind.CONFLICT,
                    "two tokens have the same %s: %s and %s%s"
                            .formatted(
                                    what,
                                    other.name(),
                                    token.name(),
                                    other.isDeclared() == token.isDeclared()
                                            ? ""
                                            : "; one was made by command, the other stands in LOGTAIL_TOKENS_FILE"));
        }
    }

    Optional<Token> ofHash(String hex) {
        return Optional.ofNullable(byHash.get(hex));
    }

    Optional<Token> ofSubject(String canonical) {
        return Optional.ofNullable(bySubject.get(canonical));
    }

    Optional<Token> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<Token> ofId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<Token> made() {
        return made;
    }

    List<Token> declared() {
        return declared;
    }

    Collection<Token> all() {
        return Stream.concat(made.stream(), declared.stream()).toList();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }
}
