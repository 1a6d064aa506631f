package logtail.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import logtail.runtime.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as they are made, kept, found, declared and shown in sessions. */
@Timeout(60)
class TokensTest {
    private static final String SECRET = "a-token-of-a-declared-sender";

    @TempDir
    private Path data;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T12:00:00Z"));
    private final Clock clock = () -> TimeUnit.SECONDS.toNanos(now().getEpochSecond());

    @Test
    void keepsAHashAloneInAFileOfItsOwner() throws IOException {
        String text = open().create(token("ci", List.of("ingest"), List.of("web-*"), "90d"))
                .text();
        assertThat(text).matches("lt_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}");
        Path file = data.resolve("tokens");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file))
                .contains("\"name\":\"ci\"", TokenText.hash(text), "2027-02-28T12:00:00Z")
                .doesNotContain(text.substring(12));
        Token kept = open().find(text).orElseThrow();
        assertThat(kept.principal())
                .isEqualTo(new Principal("ci", java.util.Set.of(Right.INGEST), AppScope.of(List.of("web-*"))));
    }

    @Test
    void letsInByTokenAndByNothingElse() {
        Tokens tokens = open();
        String text =
                tokens.create(token("me", List.of("tail"), List.of(), "1h")).text();
        TokenGate gate = gate(tokens, true);
        assertThat(gate.admit(Credentials.token(text, "192.0.2.1")).name()).isEqualTo("me");
        assertThat(gate.admit(Credentials.none("192.0.2.1"))).isEqualTo(Principal.NOBODY);
        for (String wrong : List.of(text + "x", text.substring(1), text.toUpperCase(java.util.Locale.ROOT), "", "me")) {
            assertDenied(gate, wrong);
        }
        now.set(now().plus(Duration.ofHours(1)));
        assertDenied(gate, text);
        assertThat(gate.stillAdmits(new Principal("me", java.util.Set.of(Right.TAIL))))
                .isFalse();
    }

    @Test
    void closesWithTheFirstTokenAndStaysClosedWithoutAny() {
        Tokens tokens = open();
        TokenGate gate = gate(tokens, true);
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.admit(Credentials.token("any", "192.0.2.1"))).isEqualTo(Principal.ANYBODY);
        String text =
                tokens.create(token("me", List.of("admin"), List.of(), "")).text();
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.stillAdmits(Principal.ANYBODY)).isFalse();
        Principal me = gate.admit(Credentials.token(text, "192.0.2.1"));
        assertThat(gate.stillAdmits(me)).isTrue();
        tokens.revoke("me");
        assertDenied(gate, text);
        assertThat(gate.stillAdmits(me)).isFalse();
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate(open(), true).isOpen())
                .as("after a restart, on loopback")
                .isTrue();
        assertThat(gate(open(), false).isOpen())
                .as("after a restart, beyond loopback")
                .isFalse();
    }

    @Test
    void givesANameOnce() {
        Tokens tokens = open();
        tokens.create(token("me", List.of("admin"), List.of(), ""));
        assertThatThrownBy(() -> tokens.create(token("me", List.of("tail"), List.of(), "")))
                .hasMessageContaining("there is a token me already");
        assertThatThrownBy(() -> tokens.revoke("you")).hasMessageContaining("there is no token you");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{\"name\":\"a b\",\"rights\":[\"tail\"]}",
                "{\"name\":\"\",\"rights\":[\"tail\"]}",
                "{\"name\":\"../x\",\"rights\":[\"tail\"]}",
                "{\"name\":\"a\",\"rights\":[]}",
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"rights\":[\"root\"]}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"apps\":[]}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"apps\":null}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"apps\":{}}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"apps\":[\"\"]}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"apps\":[\"a b\"]}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"app\":[\"web\"]}",
                "{\"name\":\"a\",\"rights\":[\"tail\",\"metrics\"],\"apps\":[\"web\"]}",
                "{\"name\":\"a\",\"rights\":[\"admin\"],\"apps\":[\"web\"]}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"expires\":\"soon\"}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"expires\":\"0s\"}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"expires\":\"2020-01-01\"}",
                "{\"name\":\"a\",\"rights\":[\"tail\"],\"expires\":[]}",
            })
    void takesNothingThatCouldBeMeantOtherwise(String description) {
        Tokens tokens = open();
        assertThatThrownBy(() -> tokens.create(description)).isInstanceOf(TokenException.class);
        assertThat(tokens.hadAny()).isFalse();
    }

    @Test
    void letsNobodyInWhoseTokensItCannotRead() throws IOException {
        Files.writeString(data.resolve("tokens"), "{\"name\":\"a\",\"sha256\":\"lt_secret\",\"rights\":[\"tail\"]}\n");
        assertThatThrownBy(this::open)
                .hasMessageContaining("tokens:1: ")
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageNotContaining("lt_secret");
        Files.writeString(data.resolve("tokens"), "lt_secret\n");
        assertThatThrownBy(this::open).hasMessageContaining("tokens:1: no JSON").hasMessageNotContaining("lt_secret");
    }

    @Test
    void takesDeclaredTokensAndTheirChangesButNoBadOnes() throws IOException {
        Path file = data.resolve("declared");
        declare(file, "# senders\n{\"name\":\"ci\",\"token\":\"" + SECRET + "\",\"rights\":\"ingest\"}\n");
        Tokens tokens = Tokens.open(data, Optional.of(file), clock);
        assertThat(tokens.find(SECRET)).map(Token::name).contains("ci");
        assertThatThrownBy(() -> tokens.revoke("ci")).hasMessageContaining("LOGTAIL_TOKENS_FILE");
        assertThatThrownBy(() -> tokens.create(token("ci", List.of("tail"), List.of(), "")))
                .hasMessageContaining("LOGTAIL_TOKENS_FILE");

        declare(file, "{\"name\":\"ci\",\"right\":[\"ingest\"]}\n");
        pass();
        assertThat(tokens.find(SECRET))
                .as("a bad version is refused, the old one goes on")
                .isPresent();

        declare(
                file,
                "{\"name\":\"other\",\"sha256\":\"" + TokenText.hash(SECRET) + "\",\"rights\":[\"tail\"]}\n"
                        + "{\"name\":\"host\",\"subject\":\"cn=web-1, O=Example\",\"rights\":[\"ingest\"]}\n");
        pass();
        assertThat(tokens.find(SECRET)).map(Token::name).contains("other");
        TokenGate gate = gate(tokens, true);
        var certificate = new Credentials(Optional.empty(), Optional.empty(), Optional.of("CN=web-1,O=Example"), "a");
        assertThat(gate.admit(certificate).name()).isEqualTo("host");
        var another = new Credentials(Optional.empty(), Optional.empty(), Optional.of("CN=web-2,O=Example"), "a");
        assertThat(gate.admit(another)).isEqualTo(Principal.NOBODY);

        Files.delete(file);
        pass();
        assertThat(tokens.find(SECRET)).isPresent();
    }

    @Test
    void refusesADeclarationThatAllMayWrite() throws IOException {
        Path file = data.resolve("declared");
        declare(file, "{\"name\":\"ci\",\"token\":\"" + SECRET + "\",\"rights\":\"ingest\"}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> Tokens.open(data, Optional.of(file), clock)).hasMessageContaining("chmod o-w");
    }

    @Test
    void keepsASessionOverARestartAndEndsItWithItsToken() {
        Tokens tokens = open();
        String text = tokens.create(token("me", List.of("tail"), List.of(), "")).text();
        String session = gate(tokens, true).beginSession(text, "192.0.2.1");
        TokenGate again = gate(open(), true);
        assertThat(again.admit(session(session)).name()).isEqualTo("me");
        assertThat(again.renewed(session)).isEmpty();
        for (String forged : List.of(
                session + "x",
                session.replaceFirst("\\.\\d+\\.", ".99999999999."),
                "x" + session,
                "me",
                "..",
                "a.b.c",
                session.substring(0, session.lastIndexOf('.') + 1))) {
            assertThatThrownBy(() -> again.admit(session(forged))).as(forged).isInstanceOf(DeniedException.class);
        }
        now.set(now().plus(Duration.ofHours(11)));
        String renewed = again.renewed(session).orElseThrow();
        now.set(now().plus(Duration.ofHours(2)));
        assertThatThrownBy(() -> again.admit(session(session))).isInstanceOf(DeniedException.class);
        assertThat(again.admit(session(renewed)).name()).isEqualTo("me");
        Tokens changed = open();
        changed.revoke("me");
        assertThatThrownBy(() -> gate(changed, true).admit(session(renewed))).isInstanceOf(DeniedException.class);
    }

    @Test
    void countsFailedLoginsAndLetsTheRightOneInAllTheSame() {
        Tokens tokens = open();
        String text = tokens.create(token("me", List.of("tail"), List.of(), "")).text();
        TokenGate gate = gate(tokens, true);
        for (int i = 0; i < 20; i++) {
            boolean isTooMany = i >= LoginTries.MOST;
            assertThatThrownBy(() -> gate.beginSession("wrong", "192.0.2.1"))
                    .isInstanceOfSatisfying(
                            DeniedException.class,
                            e -> assertThat(e.delay().isNegative()).isEqualTo(isTooMany));
        }
        assertThat(gate.beginSession(text, "192.0.2.1")).isNotEmpty();
    }

    private static Credentials session(String value) {
        return new Credentials(Optional.empty(), Optional.of(value), Optional.empty(), "192.0.2.1");
    }

    private static void assertDenied(TokenGate gate, String token) {
        assertThatThrownBy(() -> gate.admit(Credentials.token(token, "192.0.2.1")))
                .isInstanceOf(DeniedException.class)
                .hasMessage("this takes a valid token");
    }

    /** The declared file is looked at once a second. */
    private static void pass() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1100));
    }

    private static void declare(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Instant now() {
        return Objects.requireNonNull(now.get());
    }

    private NewToken token(String name, List<String> rights, List<String> apps, String expires) {
        return NewToken.of(name, rights, apps, expires, now());
    }

    private Tokens open() {
        return Tokens.open(data, Optional.empty(), clock);
    }

    private TokenGate gate(Tokens tokens, boolean mayBeOpen) {
        return new TokenGate(tokens, Sessions.open(data), mayBeOpen, new SimpleMeterRegistry());
    }
}
