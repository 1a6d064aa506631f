package logtail.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import logtail.runtime.Clock;
import logtail.runtime.DurableFiles;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tokens: those made by command, in the file {@value #FILE} of the data directory, and those that {@code
 * LOGTAIL_TOKENS_FILE} declares. Only hashes are kept. Any thread; {@link #create} and {@link #revoke} wait for the disk.
 *
 * <p>A token is found by the hash of what was given, so how long that takes tells nothing of the tokens that there are:
 * nobody chooses the first digits of a SHA-256. The declared file is looked at once a second at most, when somebody comes.
 */
public final class Tokens {
    /** Name of the file, below the data directory. */
    public static final String FILE = "tokens";

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final long LOOK_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] NO_HASH = "0".repeat(64).getBytes(US_ASCII);

    private final Path file;
    private final Optional<DeclaredFile> declared;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicLong lookAgainAtNs = new AtomicLong(System.nanoTime());
    private final Map<String, Long> usedAtNs = new ConcurrentHashMap<>(); // by id, since the start
    private volatile TokenTable table = TokenTable.EMPTY;
    private volatile boolean hadAny;

    /**
     * A token that was just made.
     *
     * @param text the token itself, which nobody can tell again
     */
    public record Issued(Token token, String text) {
        @Override
        public String toString() {
            return token.toString();
        }
    }

    /**
     * A token and its use.
     *
     * @param lastUsed since this start
     */
    public record Listed(Token token, boolean isExpired, Optional<Instant> lastUsed) {}

    private Tokens(Path directory, Optional<Path> declared, Clock clock) {
        file = directory.resolve(FILE);
        this.declared = declared.map(DeclaredFile::new);
        this.clock = clock;
    }

    /**
     * Reads all tokens.
     *
     * @param directory the data directory, which need not be there
     * @param declared the file of {@code LOGTAIL_TOKENS_FILE}
     * @throws TokenException when a file cannot be read or used: then nobody knows whom to let in
     */
    public static Tokens open(Path directory, Optional<Path> declared, Clock clock) {
        var tokens = new Tokens(directory, declared, clock);
        tokens.publish(TokenTable.of(
                tokens.readMade(), tokens.declared.map(DeclaredFile::read).orElse(List.of())));
        return tokens;
    }

    private List<Token> readMade() {
        try {
            return TokenLines.read(Files.readString(file, UTF_8), file.toString(), false);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            if (!Files.isDirectory(directory())) { // which is told by whoever opens the journal there
                return List.of();
            }
            throw new TokenException("cannot read the tokens in %s: %s".formatted(file, e), e);
        }
    }

    private Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** Whether there is a token, or was one since the start, be it valid or not. */
    public boolean hadAny() {
        refresh();
        return hadAny;
    }

    /** How many are valid now. */
    public long valid() {
        return list().stream().filter(token -> !token.isExpired()).count();
    }

    /** The token with this text, expired or not. */
    Optional<Token> find(String text) {
        refresh();
        String hex = TokenText.hash(text);
        Optional<Token> found = table.ofHash(hex);
        byte[] kept = found.map(token -> hashOf(token).getBytes(US_ASCII)).orElse(NO_HASH);
        return MessageDigest.isEqual(kept, hex.getBytes(US_ASCII)) ? found : Optional.empty();
    }

    private static String hashOf(Token token) {
        return token.key() instanceof Token.Key.Sha256 hash ? hash.hex() : "";
    }

    /** The token of a verified client certificate with this subject, expired or not. */
    Optional<Token> ofSubject(String subject) {
        refresh();
        return TokenLines.canonical(subject).flatMap(table::ofSubject);
    }

    Optional<Token> ofId(String id) {
        refresh();
        return table.ofId(id);
    }

    Optional<Token> named(String name) {
        refresh();
        return table.named(name);
    }

    void used(Token token, Instant now) {
        usedAtNs.put(token.id(), TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
    }

    Instant now() {
        return Instant.ofEpochSecond(0, clock.nowNs());
    }

    /** All tokens by name. */
    public List<Listed> list() {
        refresh();
        Instant now = now();
        return table.all().stream()
                .sorted(Comparator.comparing(Token::name))
                .map(token -> listed(token, now))
                .toList();
    }

    private Listed listed(Token token, Instant now) {
        return new Listed(
                token,
                token.isExpired(now),
                Optional.ofNullable(usedAtNs.get(token.id())).map(ns -> Instant.ofEpochSecond(0, ns)));
    }

    /** Makes the token that {@link NewToken#read} reads, see {@link #create(NewToken)}. */
    public Issued create(String description) {
        return create(NewToken.read(description, now()));
    }

    /**
     * Makes a token; when this returns, it survives a power cut.
     *
     * @throws TokenException when there is one of this name, or it cannot be written
     */
    public Issued create(NewToken wanted) {
        changing.lock();
        try {
            TokenTable before = table;
            before.named(wanted.name()).ifPresent(Tokens::refuseName);
            if (before.made().size() >= TokenLines.MOST) {
                throw new TokenException(
                        TokenException.Kind.CONFLICT,
                        "there are %d tokens, the most there may be; revoke some"
                                .formatted(before.made().size()));
            }
            TokenText text = TokenText.draw();
            var token = new Token(
                    text.id(),
                    wanted.name(),
                    new Token.Key.Sha256(TokenText.hash(text.text())),
                    wanted.rights(),
                    wanted.apps(),
                    Optional.of(Instant.ofEpochSecond(now().getEpochSecond())),
                    wanted.expires(),
                    false);
            var made = new ArrayList<>(before.made());
            made.add(token);
            keep(TokenTable.of(made, before.declared()));
            LOG.info(
                    "at=token.created token={} id={} rights={} apps={}",
                    token.name(),
                    token.id(),
                    OwnLog.quoted(TokenRules.words(token.rights())),
                    OwnLog.quoted(token.apps().toString()));
            return new Issued(token, text.text());
        } finally {
            changing.unlock();
        }
    }

    private static void refuseName(Token other) {
        throw new TokenException(
                TokenException.Kind.CONFLICT,
                other.isDeclared()
                        ? "the token %s stands in LOGTAIL_TOKENS_FILE; take another name".formatted(other.name())
                        : "there is a token %s already; revoke it or take another name".formatted(other.name()));
    }

    /**
     * Removes a token; it is invalid at once.
     *
     * @throws TokenException when there is none of this name, it is declared, or this cannot be written
     */
    public void revoke(String name) {
        changing.lock();
        try {
            TokenTable before = table;
            Token gone = before.named(name)
                    .orElseThrow(() -> new TokenException(
                            TokenException.Kind.UNKNOWN,
                            "there is no token %s".formatted(name.replaceAll("[^A-Za-z0-9._-]", "?"))));
            if (gone.isDeclared()) {
                throw new TokenException(
                        TokenException.Kind.CONFLICT,
                        "the token %s stands in LOGTAIL_TOKENS_FILE; take it out there".formatted(name));
            }
            keep(TokenTable.of(
                    before.made().stream().filter(token -> !token.equals(gone)).toList(), before.declared()));
            LOG.info("at=token.revoked token={} id={}", gone.name(), gone.id());
        } finally {
            changing.unlock();
        }
    }

    private void keep(TokenTable next) {
        try {
            DurableFiles.replace(
                    file, out -> out.write(TokenLines.write(next.made()).getBytes(UTF_8)));
        } catch (IOException e) {
            throw new TokenException("cannot write the tokens in %s: %s".formatted(file, e), e);
        }
        publish(next);
    }

    private void publish(TokenTable next) {
        table = next;
        if (!next.isEmpty()) {
            hadAny = true;
        }
    }

    /** Reads the declared file again when it has changed. */
    private void refresh() {
        if (declared.isEmpty()) {
            return;
        }
        long nowNs = System.nanoTime();
        long dueNs = lookAgainAtNs.get();
        if (nowNs - dueNs < 0 || !lookAgainAtNs.compareAndSet(dueNs, nowNs + LOOK_EVERY_NS) || !changing.tryLock()) {
            return;
        }
        try {
            DeclaredFile source = declared.get();
            if (source.isChanged()) {
                publish(TokenTable.of(table.made(), source.read()));
                LOG.info(
                        "at=tokens.reloaded setting=LOGTAIL_TOKENS_FILE tokens={}",
                        table.declared().size());
            }
        } catch (TokenException e) {
            LOG.warn(
                    "at=tokens.refused setting=LOGTAIL_TOKENS_FILE reason={} msg=\"the tokens of before go on\"",
                    OwnLog.quoted(String.valueOf(e.getMessage())));
        } finally {
            changing.unlock();
        }
    }
}
