package logtail.daemon;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import logtail.access.TokenException;
import logtail.access.TokenJson;
import logtail.access.Tokens;
import logtail.journal.JournalFailedException;
import logtail.journal.chronicle.DirectoryLock;
import logtail.runtime.Clock;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;

/**
 * {@code logtail tokens … --data DIR}: the tokens of a daemon that is stopped. Holds the lock of the directory meanwhile, as a
 * daemon does, so a running one is never changed behind its back. Answers are those of {@code /tokens}. One thread.
 */
public final class TokenTools {
    private final Path directory;
    private final Optional<Path> declared;

    /** The tool cannot do what it was asked for; the message says why. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean isMistake;

        RefusedException(String message, boolean isMistake) {
            super(message);
            this.isMistake = isMistake;
        }

        /** Whether what was asked for is wrong; otherwise the directory cannot be used. */
        public boolean isMistake() {
            return isMistake;
        }
    }

    /**
     * @param data the daemon's data directory; made when it is missing and a token is
     * @param environment where {@code LOGTAIL_TOKENS_FILE} may be
     */
    public TokenTools(Path data, Map<String, String> environment) {
        directory = data;
        declared = new Env(environment).path("LOGTAIL_TOKENS_FILE");
        OwnLog.install(OutputStream.nullOutputStream()); // stdout is the token's
    }

    /** All tokens. */
    public String list() {
        expectDirectory();
        return with(tokens -> TokenJson.of(tokens.list()));
    }

    /** Makes a token; gives it with its text. */
    public String create(String description) {
        return with(tokens -> TokenJson.of(tokens.create(description), ""));
    }

    /** Removes a token. */
    public String revoke(String name) {
        expectDirectory();
        return with(tokens -> {
            tokens.revoke(name);
            return "{}\n";
        });
    }

    /** The first token makes it; a mistyped one is no directory without tokens. */
    private void expectDirectory() {
        if (!Files.exists(directory)) {
            throw new RefusedException("there is no data directory %s".formatted(directory.toAbsolutePath()), false);
        }
    }

    private String locked(Function<Tokens, String> work) {
        DirectoryLock lock = DirectoryLock.tryAcquire(directory).orElseThrow(this::running);
        try (lock) {
            return work.apply(Tokens.open(directory, declared, Clock.system()));
        }
    }

    private String with(Function<Tokens, String> work) {
        try {
            return locked(work);
        } catch (TokenException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e.kind() != TokenException.Kind.FAILED);
        } catch (JournalFailedException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), false);
        }
    }

    private RefusedException running() {
        return new RefusedException(
                "a daemon is running on %s: leave out --data to ask it, with a token that has the right admin"
                        .formatted(directory),
                false);
    }
}
