package logtail.access;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in by token, session, or client certificate. Without any token ever it is open, if it may be; the first token closes it
 * for as long as the process lives, also when the last one is revoked or expires. Any thread.
 */
public final class TokenGate implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(TokenGate.class);

    private static final Duration RENEWED_BELOW = Sessions.LIFE.minusHours(1);

    private final Tokens tokens;
    private final Sessions sessions;
    private final Denials denials;
    private final LoginTries logins = new LoginTries();
    private final Map<String, Principal> lent = new ConcurrentHashMap<>(); // by hash
    private volatile boolean isOpen;

    /**
     * Creates a gate.
     *
     * @param mayBeOpen whether everybody is let in while there is no token
     */
    public TokenGate(Tokens tokens, Sessions sessions, boolean mayBeOpen, MeterRegistry metrics) {
        this.tokens = tokens;
        this.sessions = sessions;
        denials = new Denials(metrics, System::nanoTime);
        isOpen = mayBeOpen && !tokens.hadAny();
    }

    @Override
    public boolean isOpen() {
        if (isOpen && tokens.hadAny()) {
            isOpen = false;
            LOG.warn(
                    "at=access.closed msg=\"there is a token now: whoever sends, tails or asks needs one from here on\"");
        }
        return isOpen;
    }

    /** A token for as long as this process lives, with every right but to manage others. */
    public String lend(String name) {
        TokenText text = TokenText.draw();
        lent.put(TokenText.hash(text.text()), new Principal(name, EnumSet.complementOf(EnumSet.of(Right.ADMIN))));
        return text.text();
    }

    @Override
    public Principal admit(Credentials given) {
        if (isOpen()) {
            return Principal.ANYBODY;
        }
        if (!lent.isEmpty() && given.token().isPresent()) {
            Principal borrower = lent.get(TokenText.hash(given.token().get()));
            if (borrower != null) {
                return borrower;
            }
        }
        if (given.token().isPresent()) {
            return of(tokens.find(given.token().get()), Denial.UNKNOWN, given.address());
        }
        if (given.session().isPresent()) {
            return of(
                    sessions.tokenId(given.session().get(), tokens.now()).flatMap(tokens::ofId),
                    Denial.SESSION,
                    given.address());
        }
        return given.subject()
                .flatMap(tokens::ofSubject)
                .map(token -> of(Optional.of(token), Denial.UNKNOWN, given.address()))
                .orElse(Principal.NOBODY);
    }

    private Principal of(Optional<Token> found, Denial otherwise, String address) {
        Token token = found.orElseThrow(() -> deny(otherwise, address));
        Instant now = tokens.now();
        if (token.isExpired(now)) {
            throw deny(Denial.EXPIRED, address);
        }
        tokens.used(token, now);
        return token.principal();
    }

    /**
     * Begins a session of the page; gives the value of its cookie. May wait for the disk.
     *
     * @throws DeniedException when the token is not valid; with a negative delay when too many were not, from there
     */
    public String beginSession(String token, String address) {
        try {
            admit(Credentials.token(token, address));
        } catch (DeniedException e) {
            if (!logins.failed(address, System.nanoTime())) {
                throw e;
            }
            if (e.delay().isPositive()) {
                answered(address);
            }
            throw new DeniedException("too many tries", Duration.ofMillis(-1));
        }
        return sessions.begin(tokens.find(token).orElseThrow(() -> deny(Denial.UNKNOWN, address)), tokens.now());
    }

    @Override
    public Optional<String> renewed(String session) {
        Instant now = tokens.now();
        return sessions.tokenId(session, now)
                .filter(id -> Sessions.end(session).isBefore(now.plus(RENEWED_BELOW)))
                .flatMap(tokens::ofId)
                .map(token -> sessions.begin(token, now));
    }

    /** When this session, which is valid, ends without further use. */
    public Instant sessionEnd(String session) {
        return Sessions.end(renewed(session).orElse(session));
    }

    @Override
    public boolean stillAdmits(Principal principal) {
        if (!principal.isKnown()) {
            return principal.rights().isEmpty() || isOpen();
        }
        return lent.containsValue(principal)
                || tokens.named(principal.name())
                        .filter(token -> !token.isExpired(tokens.now()))
                        .map(Token::principal)
                        .filter(principal::equals)
                        .isPresent();
    }

    @Override
    public DeniedException deny(Denial why, String address) {
        return denials.deny(why, address);
    }

    @Override
    public void answered(String address) {
        denials.answered(address);
    }
}
