package logtail.ingest;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import logtail.access.Credentials;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.event.Slice;
import logtail.ingest.rate.RateRule;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@link Gate} for the senders of one listener or endpoint, and tells whose lines are refused: each kind at most once a
 * minute, with how many there were since. A token never gets into a log. Any thread.
 */
final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private final String listener;
    private final Gate gate;
    private final Optional<String> ownToken;
    private final Pace denied = new Pace();
    private final Pace outOfScope = new Pace();
    private final Pace tooFast = new Pace();

    /** @param ownToken the token as whose owner senders count that show nothing */
    Doorkeeper(String listener, Gate gate, Optional<String> ownToken) {
        this.listener = listener;
        this.gate = gate;
        this.ownToken = ownToken;
    }

    /** Whether everyone may send. May change at any time. */
    boolean isOpen() {
        return gate.isOpen();
    }

    /** Who that is: by what it shows itself, else by the listener's own token. */
    Principal admit(Credentials shown) {
        Principal known = ask(shown);
        if (known != null && known.may(Right.INGEST) || ownToken.isEmpty()) {
            return known == null ? Principal.NOBODY : known;
        }
        @Nullable Principal own = ask(Credentials.token(ownToken.get(), "")); // a stranger's address has no part in it
        return own == null ? Principal.NOBODY : own;
    }

    /** Tells how senders get in, where nobody gets in as it is, or the listener's own token is no good. */
    void tellAtStart(String setting) {
        if (ownToken.isPresent() && !mayOwnerSend()) {
            LOG.warn(
                    "at=intake.token listener={} setting={} reason=\"the token is none of ours, has expired, or has no right ingest; lines that show no token are refused\"",
                    listener,
                    setting);
        } else if (ownToken.isEmpty() && !gate.isOpen()) {
            LOG.info(
                    "at=intake.locked listener={} setting={} hint=\"there are tokens, so lines must show one: [logtail@32473 token=…] in syslog, a client certificate, or this setting for all that reach the listener\"",
                    listener,
                    setting);
        }
    }

    private boolean mayOwnerSend() {
        @Nullable Principal owner = ask(Credentials.token(ownToken.orElseThrow(), ""));
        return owner != null && owner.may(Right.INGEST);
    }

    /** The owner of a token, or null. */
    @Nullable
    Principal ownerOf(String token, String address) {
        return ask(Credentials.token(token, address));
    }

    /** Tells that lines were refused, as nobody who may send has shown a token. */
    void tellDenied(long lines, String address, String reason) {
        long untold = denied.take(lines);
        if (untold > 0) {
            LOG.warn(
                    "at=intake.denied listener={} peer={} count={} reason={}",
                    listener,
                    address,
                    untold,
                    OwnLog.quoted(reason));
        }
    }

    /** Tells that lines were refused, as their sender may not send for their app. */
    void tellOutOfScope(long lines, Principal sender, Slice app, String address) {
        long untold = outOfScope.take(lines);
        if (untold > 0) {
            LOG.warn(
                    "at=intake.app listener={} peer={} token={} app={} count={} reason={}",
                    listener,
                    address,
                    OwnLog.quoted(sender.name()),
                    OwnLog.quoted(app.toString()),
                    untold,
                    OwnLog.quoted("the token is for " + sender.apps()));
        }
    }

    /** Tells that a sender was too fast. */
    void tellTooFast(RateRule rule, String action, Slice address) {
        long untold = tooFast.take(1);
        if (untold > 0) {
            LOG.warn(
                    "at=intake.rate listener={} peer={} action={} count={} rule={} setting=LOGTAIL_RATE",
                    listener,
                    address,
                    action,
                    untold,
                    OwnLog.quoted(rule.text()));
        }
    }

    private @Nullable Principal ask(Credentials shown) {
        try {
            return gate.admit(shown);
        } catch (DeniedException e) {
            return null;
        }
    }

    /** Lets one message through a minute, with the count of what it is about. */
    private static final class Pace {
        private static final long EVERY_NS = TimeUnit.MINUTES.toNanos(1);

        private final AtomicLong toldAtNs = new AtomicLong(System.nanoTime() - EVERY_NS);
        private final AtomicLong untold = new AtomicLong();

        /** Adds to the count, and takes all of it when it may be told; 0 otherwise. */
        long take(long more) {
            untold.addAndGet(more);
            long nowNs = System.nanoTime();
            long last = toldAtNs.get();
            return nowNs - last >= EVERY_NS && toldAtNs.compareAndSet(last, nowNs) ? untold.getAndSet(0) : 0;
        }
    }
}
