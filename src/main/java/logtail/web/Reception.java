package logtail.web;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.access.Credentials;
import logtail.access.Denial;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.net.Remote;

/**
 * Finds out who sends a request, and answers those who are not let in: always with the same 401, whatever they asked for. Any
 * event loop.
 */
final class Reception {
    private final Gate gate;

    Reception(Gate gate) {
        this.gate = gate;
    }

    /**
     * The sender of a request.
     *
     * @param isExplicit whether its token was put into this request, which a page of others cannot do
     */
    record Sender(Principal principal, boolean isExplicit) {}

    /** @throws DeniedException when there are credentials and they are invalid */
    Sender sender(Exchange exchange) {
        Remote remote = exchange.remote();
        if (gate.isOpen()) {
            return new Sender(gate.admit(Credentials.none(remote.host())), false);
        }
        try {
            Credentials given = RequestCredentials.of(exchange.headers(), remote);
            Principal principal = gate.admit(given);
            given.session()
                    .filter(session -> given.token().isEmpty())
                    .flatMap(gate::renewed)
                    .ifPresent(session -> exchange.setCookie(SessionCookie.of(session, exchange.isSecure())));
            return new Sender(principal, principal.isKnown() && given.token().isPresent());
        } catch (RequestCredentials.MalformedException e) {
            throw gate.deny(Denial.MALFORMED, remote.host());
        }
    }

    boolean stillAdmits(Principal principal) {
        return gate.stillAdmits(principal);
    }

    /** Answers a sender whose credentials are no good, later when many of them came from there. */
    void refuse(Exchange exchange, DeniedException denied) {
        String address = address(exchange);
        Duration delay = denied.delay();
        if (delay.isNegative()) {
            refuse(exchange, Answer.tooManyTries());
        } else if (delay.isZero()) {
            refuse(exchange, unauthorized(exchange));
        } else {
            exchange.pause();
            ScheduledFuture<?> later = exchange.channel()
                    .eventLoop()
                    .schedule(
                            () -> {
                                gate.answered(address);
                                refuse(exchange, unauthorized(exchange));
                            },
                            delay.toMillis(),
                            TimeUnit.MILLISECONDS);
            exchange.onGone(() -> {
                if (later.cancel(false)) {
                    gate.answered(address);
                }
            });
        }
    }

    /** Answers a sender who shows no credentials. */
    void refuseUnknown(Exchange exchange) {
        gate.deny(Denial.MISSING, address(exchange));
        refuse(exchange, unauthorized(exchange));
    }

    /** Counts that a sender lacks a right. */
    void countMissingRight(Exchange exchange) {
        gate.deny(Denial.RIGHT, address(exchange));
    }

    private static String address(Exchange exchange) {
        return exchange.remote().host();
    }

    private static Answer unauthorized(Exchange exchange) {
        return Answer.unauthorized(
                Optional.ofNullable(exchange.headers().get("Sec-Fetch-Mode")).isPresent());
    }

    /** Answers; the connection goes on when no body follows that nobody would read. */
    static void refuse(Exchange exchange, Answer answer) {
        if (exchange.announcedBytes() == 0) {
            exchange.readBody(new WithoutBody(() -> exchange.respond(answer), exchange));
        } else {
            exchange.respond(answer);
        }
    }
}
