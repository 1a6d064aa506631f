package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.access.AppScope;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.ingest.rate.Rates;
import logtail.journal.InMemoryJournal;
import logtail.net.Remote;
import logtail.parse.join.JoinRules;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose lines are taken, and for which apps, once there are tokens. */
@Timeout(60)
class AdmissionTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final IngestPipeline pipeline = IngestPipeline.start(
            new PipelineSettings(1 << 20, 2048), journal, block -> {}, metrics, (where, fault) -> {});
    private final ListedGate gate = new ListedGate();
    private long nowNs = 1;

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void takesEverythingWhileTheGateIsOpen() {
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "", "one") + syslog("db", "anything", "two"));
        assertThat(stored(stream)).containsExactly("web: one", "db: two");
    }

    @Test
    void refusesTheFirstLineOfSomebodyWhoShowsNothingAndTakesNoneBehindIt() {
        gate.sender("t");
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        assertThatThrownBy(() -> send(stream, syslog("web", "", "one") + syslog("web", "t", "two")))
                .isInstanceOf(NotAdmittedException.class)
                .hasMessageContaining("no token was shown");
        stream.abandon();
        assertThat(stored(stream)).isEmpty();
        assertThat(dropped("denied")).isEqualTo(1);
    }

    @Test
    void takesALineWithATokenAndAllBehindItOnTheConnection() {
        gate.sender("t");
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "t", "one") + syslog("web", "", "two"));
        send(stream, syslog("web", "", "three"));
        assertThat(stored(stream)).containsExactly("web: one", "web: two", "web: three");
    }

    @Test
    void refusesAWrongTokenThoughTheConnectionShowedARightOne() {
        gate.sender("t");
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "t", "one"));
        assertThatThrownBy(() -> send(stream, syslog("web", "wrong", "two")))
                .isInstanceOf(NotAdmittedException.class)
                .hasMessageNotContaining("wrong\"")
                .hasMessageContaining("none of ours");
        stream.abandon();
        assertThat(stored(stream)).containsExactly("web: one");
    }

    @Test
    void refusesATokenThatMayOnlyRead() {
        gate.with("reader", Right.TAIL);
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        assertThatThrownBy(() -> send(stream, syslog("web", "reader", "one"))).isInstanceOf(NotAdmittedException.class);
        stream.abandon();
    }

    @Test
    void endsWithinASecondWhatATokenThatIsRevokedSends() {
        gate.sender("t").sender("other");
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "t", "one"));
        gate.revoke("t");
        nowNs += SECOND_NS;
        assertThatThrownBy(() -> send(stream, syslog("web", "", "two"))).isInstanceOf(NotAdmittedException.class);
        stream.abandon();
        assertThat(stored(stream)).containsExactly("web: one");
    }

    @Test
    void asksWhoASenderIsOnceTheFirstTokenIsMade() {
        var stream = intake(Optional.empty()).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "", "one"));
        gate.sender("t");
        assertThatThrownBy(() -> send(stream, syslog("web", "", "two"))).isInstanceOf(NotAdmittedException.class);
        stream.abandon();
        assertThat(stored(stream)).containsExactly("web: one");
    }

    @Test
    void countsWhoShowsNothingAsTheOwnerOfTheListenersToken() {
        gate.sender("listener", "web-*").sender("t", "db");
        var stream = intake(Optional.of("listener")).stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web-1", "", "one") + syslog("db", "", "two") + syslog("db", "t", "three"));
        assertThat(stream.outcome().rejected()).isEqualTo(1);
        assertThat(stored(stream)).containsExactly("web-1: one", "db: three");
    }

    @Test
    void takesLinesOfACertificateThatMaySend() {
        gate.sender("CN=app", "web");
        var remote = new Remote(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Optional.of("CN=app"));
        var stream = intake(Optional.empty()).stream(Sender.of(remote));
        send(stream, syslog("web", "", "one"));
        assertThat(stored(stream)).containsExactly("web: one");
    }

    @Test
    void refusesLinesOfOtherAppsOneByOneAndSaysWhich() {
        var limited = new Principal("shipper", Set.of(Right.INGEST), AppScope.of(List.of("web-*")));
        var stream = intake(Optional.empty()).stream(Sender.at("").admitted(limited));
        send(
                stream,
                syslog("web-1", "", "one")
                        + syslog("db", "", "two")
                        + syslog("-", "", "three")
                        + syslog("web-2", "", "four"));
        Outcome outcome = stream.outcome();
        assertThat(outcome.taken()).isEqualTo(2);
        assertThat(outcome.rejected()).isEqualTo(2);
        assertThat(outcome.firstReason()).isEqualTo("the token is for web-*, not for db");
        assertThat(outcome.rejections())
                .containsExactly(
                        new Rejection(2, "the token is for web-*, not for db"),
                        new Rejection(3, "the line names no app, and the token is for web-*"));
        assertThat(stored(stream)).containsExactly("web-1: one", "web-2: four");
        assertThat(dropped("app")).isEqualTo(2);
    }

    /** A line that waits for more of its event is given behind later ones of other sources, and its token with it. */
    @Test
    void countsATokenForAllLinesBehindItThoughTheirEventsAreGivenFirst() {
        gate.sender("t");
        var stream = joining().stream(Sender.at("192.0.2.1"));
        send(stream, syslog("web", "t", "one") + syslog("db", "", "two") + syslog("db", "", "three"));
        assertThat(stored(stream)).containsExactlyInAnyOrder("web: one", "db: two", "db: three");
        assertThat(dropped("denied")).isZero();
    }

    @Test
    void countsTheTokenThatWasShownLastBeforeALine() {
        gate.sender("all").sender("limited", "web");
        var stream = joining().stream(Sender.at("192.0.2.1"));
        send(
                stream,
                syslog("db", "all", "one")
                        + syslog("web", "limited", "two")
                        + syslog("db", "", "three")
                        + syslog("db", "", "four")
                        + syslog("web", "", "five"));
        assertThat(stored(stream)).containsExactlyInAnyOrder("db: one", "web: two", "web: five");
        assertThat(dropped("app")).isEqualTo(2);
    }

    @Test
    void givesLinesWithoutAnAppTheOnlyOneThatTheirSenderMaySendFor() {
        var limited = new Principal("shipper", Set.of(Right.INGEST), AppScope.of(List.of("web")));
        var stream = intake(Optional.empty()).stream(Sender.at("").admitted(limited));
        send(stream, syslog("-", "", "one"));
        assertThat(stored(stream)).containsExactly("web: one");
    }

    @Test
    void goesByTheNameThatIsStoredAndNotByWhatWasSent() {
        var scope = AppScope.of(List.of("?web", "x*"));
        var apps = new AppVerdicts();
        for (int i = 0; i < 2; i++) { // the second time it is remembered
            assertThat(apps.includes(scope, Slice.of("\u0001web"))).isFalse(); // becomes web
            assertThat(apps.includes(scope, Slice.of("1web"))).isTrue();
            assertThat(apps.includes(scope, Slice.of("x".repeat(500)))).isTrue();
            assertThat(apps.includes(scope, new Slice())).isFalse();
            assertThat(apps.includes(AppScope.of(List.of("unknown")), new Slice()))
                    .isTrue();
        }
    }

    @Test
    void asksTheGateOnceASecondForATokenThatEveryLineShows() {
        gate.sender("t");
        var admission = intake(Optional.empty()).datagramAdmission();
        var line = new Line();
        line.token.set(Slice.of("t"));
        for (int i = 0; i < 1000; i++) {
            admission.begin(nowNs);
            assertThat(admission.verdict(line)).isEqualTo(Admission.Verdict.TAKEN);
        }
        int asked = gate.asked;
        assertThat(asked).isLessThanOrEqualTo(2); // for whoever shows none, and for the token
        line.token.clear();
        assertThat(admission.verdict(line)).isEqualTo(Admission.Verdict.DENIED); // of another sender
    }

    @Test
    void allocatesNothingForALine() {
        gate.sender("t", "web-*", "db");
        var admission = intake(Optional.empty()).datagramAdmission();
        var line = new Line();
        line.token.set(Slice.of("t"));
        var names = List.of(Slice.of("web-1"), Slice.of("db"), Slice.of("web-long-name-of-an-app"));
        int rounds = 100_000;
        decide(admission, line, names, rounds);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decide(admission, line, names, rounds);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / (rounds * names.size()))
                .as("bytes per line")
                .isLessThan(0.1);
    }

    private void decide(Admission admission, Line line, List<Slice> apps, int rounds) {
        for (int round = 0; round < rounds; round++) {
            admission.begin(nowNs);
            for (int i = 0; i < apps.size(); i++) {
                line.app.set(apps.get(i));
                if (admission.verdict(line) != Admission.Verdict.TAKEN) {
                    throw new AssertionError(apps.get(i));
                }
            }
        }
    }

    private Intake intake(Optional<String> ownToken) {
        var context = new IntakeContext(pipeline, 2048, () -> nowNs, metrics, MemoryBudget.Share.of("stalled", 1 << 20))
                .with(new SenderRules(gate, Rates.NONE));
        return new Intake("test", FramedLines.syslog(ZoneOffset.UTC), context, ownToken);
    }

    private Intake joining() {
        var joins = new JoinSettings(JoinRules.parse("java,indent").orElseThrow(), Duration.ofMillis(10));
        var context = new IntakeContext(pipeline, 2048, () -> nowNs, metrics, MemoryBudget.Share.of("stalled", 1 << 20))
                .with(new SenderRules(gate, Rates.NONE))
                .with(new LineRules(joins, Optional.empty()));
        return new Intake("test", FramedLines.syslog(ZoneOffset.UTC), context);
    }

    private double dropped(String reason) {
        return metrics.get("logtail.intake.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static String syslog(String app, String token, String message) {
        String data = token.isEmpty() ? "-" : "[logtail@32473 token=\"" + token + "\"]";
        return "<13>1 - h " + app + " - - " + data + " " + message + "\n";
    }

    private static void send(StreamIntake stream, String text) {
        assertThat(stream.accept(Unpooled.copiedBuffer(text, UTF_8))).isTrue();
    }

    private List<String> stored(StreamIntake stream) {
        stream.end(null);
        pipeline.close();
        var stored = new ArrayList<String>();
        try (var reader = journal.openReader()) {
            for (var block = reader.next(); block != null; block = reader.next()) {
                block.rewind();
                while (block.nextEvent()) {
                    stored.add(block.event().app() + ": "
                            + new String(block.event().message(), UTF_8));
                }
            }
        }
        return stored;
    }
}
