package logtail.ingest;

import java.util.Arrays;
import logtail.access.AppScope;
import logtail.access.Credentials;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.event.Line;
import logtail.event.Slice;

/**
 * Decides which lines of one stream, or of one socket of datagrams, are taken: those of somebody who may send, for an app that it
 * may send for. A token in a line is that of its line and, on a connection, of all behind it. The gate is asked anew every second, as tokens come and go while a
 * connection stays. While everyone may send, nothing is looked at. Belongs to one event loop.
 */
final class Admission {
    /** What becomes of a line. */
    enum Verdict {
        TAKEN,
        /** Its sender may not send at all. */
        DENIED,
        /** Its sender may not send for its app. */
        OUT_OF_SCOPE
    }

    private static final String UNKNOWN = "no token was shown; see docs/security.md, Who may send";
    private static final String WRONG = "the token in the line is none of ours, or may not send";

    private final Doorkeeper doorkeeper;
    private final ShownTokens tokens;
    private final AppVerdicts apps;
    private final Sender sender;
    private final boolean isConnection;
    private final Slice address;
    private final Slice token = new Slice(); // the last one that was shown and was right
    private Principal principal = Principal.NOBODY;
    private boolean isOpen; // everyone may send
    private boolean isUnlimited; // without a token in the line
    private boolean hasAsked;
    private long askedAtNs;
    private Principal lineBy = Principal.NOBODY; // whose the last line was
    private Principal namedBy = Principal.NOBODY; // whose name is the next
    private Slice name = new Slice();

    /** @param isConnection whether a token is that of all lines behind it, too */
    Admission(Doorkeeper doorkeeper, Sender sender, boolean isConnection, ShownTokens tokens, AppVerdicts apps) {
        this.isConnection = isConnection;
        this.doorkeeper = doorkeeper;
        this.sender = sender;
        this.tokens = tokens;
        this.apps = apps;
        address = Slice.of(switch (sender.by()) {
            case By.Admitted known -> known.address();
            case By.Unproven unproven -> unproven.credentials().address();
        });
    }

    Sender sender() {
        return sender;
    }

    /** The address that lines come from; empty when it is not known. */
    Slice address() {
        return address;
    }

    /** The name of the token of the line that was decided last; empty without one. */
    Slice token() {
        if (lineBy != namedBy) {
            namedBy = lineBy;
            name = Slice.of(lineBy.name());
        }
        return name;
    }

    /** Whose the line was that was decided last. */
    Principal lineBy() {
        return lineBy;
    }

    /** Call before the lines of a read. */
    void begin(long nowNs) {
        switch (sender.by()) {
            case By.Admitted known -> {
                if (!hasAsked) {
                    admit(known.principal());
                }
            }
            case By.Unproven unproven -> {
                boolean isDue = !hasAsked || Math.abs(nowNs - askedAtNs) >= ShownTokens.VALID_NS;
                Credentials shown = unproven.credentials();
                if (isDue || isOpen != doorkeeper.isOpen()) {
                    askedAtNs = nowNs;
                    isOpen = doorkeeper.isOpen();
                    admit(
                            token.isEmpty() || isOpen
                                    ? doorkeeper.admit(shown)
                                    : tokens.owner(token, shown.address(), nowNs));
                }
            }
        }
    }

    private void admit(Principal known) {
        hasAsked = true;
        principal = known;
        lineBy = known;
        isUnlimited = known.may(Right.INGEST) && known.apps().isAll();
    }

    /** Decides about one line after {@link #begin}; gives it the app that its sender is limited to when it has none. */
    Verdict verdict(Line line) {
        if (isOpen || (isUnlimited && line.token.isEmpty())) {
            lineBy = principal;
            return Verdict.TAKEN;
        }
        Principal owner = principal;
        if (!line.token.isEmpty() && sender.by() instanceof By.Unproven unproven) {
            owner = tokens.owner(line.token, unproven.credentials().address(), askedAtNs);
            if (isConnection && owner != principal && owner.may(Right.INGEST)) {
                keep(line.token, owner);
            }
        }
        lineBy = owner;
        if (!owner.may(Right.INGEST)) {
            return Verdict.DENIED;
        }
        return isInScope(line, owner.apps()) ? Verdict.TAKEN : Verdict.OUT_OF_SCOPE;
    }

    /** Why the last line was refused, for its sender and for our own log. */
    String reason(Line line) {
        if (lineBy.may(Right.INGEST)) {
            Slice app = appOf(line);
            return app.isEmpty()
                    ? "the line names no app, and the token is for %s".formatted(lineBy.apps())
                    : "the token is for %s, not for %s".formatted(lineBy.apps(), app);
        }
        return line.token.isEmpty() ? UNKNOWN : WRONG;
    }

    /** The app that {@code line} is for, before it is stored. */
    Slice appOf(Line line) {
        return sender.app().isEmpty() ? line.app : sender.app();
    }

    private void keep(Slice shown, Principal owner) {
        byte[] copy = Arrays.copyOfRange(shown.bytes(), shown.from(), shown.to());
        token.set(copy, 0, copy.length);
        admit(owner);
    }

    private boolean isInScope(Line line, AppScope scope) {
        if (scope.isAll()) {
            return true;
        }
        Slice app = appOf(line);
        if (app.isEmpty() && !scope.only().isEmpty()) {
            line.app.set(scope.only());
            return true;
        }
        return apps.includes(scope, app);
    }
}
