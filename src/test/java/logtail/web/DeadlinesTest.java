package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a peer may keep a connection waiting; see the limits of {@link HttpRig}. */
class DeadlinesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Exchange> open = new ArrayList<>();
    private final HttpRig rig = HttpRig.of(
            HttpRig.route("GET", "/ok", HttpRig.says("ok")),
            HttpRig.route("GET", "/slow", open::add),
            HttpRig.route(
                    "POST",
                    "/whole",
                    exchange -> WholeBody.read(
                            exchange,
                            new WholeBody.Limit(1 << 20, "limit"),
                            body -> exchange.respond(Answer.ok("text/plain", "got " + body.readableBytes())))),
            HttpRig.route("POST", "/pipe", exchange -> exchange.readBody(new Pipe(exchange))));

    /** Consumes a body at once. */
    private record Pipe(Exchange exchange) implements BodyReader {
        @Override
        public void content(ByteBuf bytes) {
            exchange.readMore();
        }

        @Override
        public void end() {
            exchange.respond(Answer.noContent());
        }

        @Override
        public void broken(Problem problem) {
            exchange.respond(problem);
        }

        @Override
        public boolean isPatient() {
            return true;
        }
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void cutsOffAHeaderThatDripsIn() {
        rig.send("GET /ok HTTP/1.1\r\n");
        for (int i = 0; i < 9; i++) {
            rig.after(SECOND).send("X-Drip: " + i + "\r\n");
        }
        assertThat(rig.channel.isOpen()).isTrue();
        assertThat(rig.after(SECOND.multipliedBy(2)).answer())
                .startsWith("HTTP/1.1 408")
                .contains("connection: close", "10s", "LOGTAIL_HEADER_TIMEOUT");
        assertThat(rig.channel.isOpen()).isFalse();
    }

    @Test
    void closesAConnectionThatAsksForNothing() {
        assertThat(rig.ask("GET", "/ok")).endsWith("ok");
        rig.after(SECOND.multipliedBy(74));
        assertThat(rig.ask("GET", "/ok")).endsWith("ok");
        rig.after(SECOND.multipliedBy(74));
        assertThat(rig.channel.isOpen()).isTrue();
        assertThat(rig.after(SECOND.multipliedBy(2)).answer()).isEmpty();
        assertThat(rig.channel.isOpen()).isFalse();
    }

    @Test
    void cutsOffABodyThatStops() {
        rig.send(HttpSocket.head("POST", "/whole", "Content-Length: 100") + "half");
        assertThat(rig.after(SECOND.multipliedBy(29)).answer()).isEmpty();
        assertThat(rig.after(SECOND.multipliedBy(2)).answer())
                .startsWith("HTTP/1.1 408")
                .contains("30s", "LOGTAIL_BODY_TIMEOUT");
        assertThat(rig.bodies.usedBytes()).isZero();
    }

    @Test
    void cutsOffABodyThatDripsIn() {
        rig.send(HttpSocket.head("POST", "/whole", "Content-Length: 100000"));
        for (int i = 0; i < 30; i++) {
            rig.after(SECOND).send("drip");
        }
        assertThat(rig.after(SECOND).answer()).startsWith("HTTP/1.1 408");
    }

    @Test
    void waitsForABodyThatIsSlowButGoesOn() {
        rig.send(HttpSocket.head("POST", "/whole", "Content-Length: 200000"));
        for (int i = 0; i < 10; i++) {
            rig.after(SECOND.multipliedBy(25)).send("x".repeat(20_000));
        }
        assertThat(rig.answer()).endsWith("got 200000");
    }

    @Test
    void letsAPipeRest() {
        rig.send(HttpSocket.head("POST", "/pipe", "Transfer-Encoding: chunked"));
        rig.after(Duration.ofHours(3)).send("1\r\nx\r\n").after(Duration.ofHours(3));
        assertThat(rig.send("0\r\n\r\n").answer()).startsWith("HTTP/1.1 204");
    }

    @Test
    void runsNoTimeWhileTheSenderWaitsForUs() {
        rig.send(HttpSocket.head("GET", "/slow")).after(Duration.ofHours(3));
        open.getFirst().respond(Answer.ok("text/plain", "at last"));
        assertThat(rig.answer()).endsWith("at last");
        assertThat(rig.channel.isOpen()).isTrue();
    }

    @Test
    void cutsOffTheBodyOfARequestThatShouldHaveNone() {
        rig.send(HttpSocket.head("GET", "/ok", "Content-Length: 5"));
        assertThat(rig.after(SECOND.multipliedBy(31)).answer()).startsWith("HTTP/1.1 408");
    }
}
