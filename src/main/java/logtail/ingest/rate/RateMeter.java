package logtail.ingest.rate;

import java.util.Optional;
import logtail.event.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Counts the lines of one stream, or of one socket of datagrams, against the rules. Lines of one app in a row are charged
 * together, when another app comes or the read ends, so a bucket that event loops share is touched once a read. Use for
 * a stream: {@link #add} for each line, and {@link #endRead}, which says for how long the sender is to wait; for
 * datagrams: {@link #tryAdd}. One thread.
 */
public final class RateMeter {
    private final Rates rates;
    private final FoundBuckets apps;
    private final FoundBuckets addresses;
    private final FoundBuckets tokens;
    private final boolean isByApp;
    private final boolean isByAddress;
    private final boolean isByToken;

    private Bucket[] appBuckets = {};
    private Bucket[] addressBuckets = {};
    private Bucket[] tokenBuckets = {};
    private long appLines;
    private long appBytes;
    private long lines;
    private long bytes;
    private long waitNs;
    private @Nullable RateRule limiting;
    private long overdrawnUntilNs; // by apps of this read before the last one
    private @Nullable RateRule overdrawnBy;

    RateMeter(Rates rates, FoundBuckets apps, FoundBuckets addresses, FoundBuckets tokens) {
        this.rates = rates;
        this.apps = apps;
        this.addresses = addresses;
        this.tokens = tokens;
        isByApp = rates.hasRulesBy(RateRule.Kind.APP);
        isByAddress = rates.hasRulesBy(RateRule.Kind.ADDRESS);
        isByToken = rates.hasRulesBy(RateRule.Kind.TOKEN);
    }

    /** Whose the lines are that come next. */
    public void from(Slice address, Slice token) {
        if (isByAddress) {
            addressBuckets = addresses.of(address);
        }
        if (isByToken) {
            tokenBuckets = tokens.of(token);
        }
    }

    /**
     * Adds a line that is taken, now or when its sender has waited.
     *
     * @return false when it is the first one of an app that has sent too much already, so that its sender is to wait first
     */
    public boolean add(Slice app, int wireBytes) {
        boolean hasRoom = true;
        if (isByApp) {
            Bucket[] buckets = apps.of(app);
            if (buckets != appBuckets) {
                chargeApp();
                appBuckets = buckets;
                hasRoom = waitNs(buckets) == 0;
            }
            appLines++;
            appBytes += wireBytes;
        }
        lines++;
        bytes += wireBytes;
        return hasRoom;
    }

    private long waitNs(Bucket[] buckets) {
        long most = 0;
        for (Bucket bucket : buckets) {
            most = Math.max(most, bucket.waitNs(rates.nowNs()));
        }
        return most;
    }

    /** Charges what was added. Returns for how many nanoseconds its sender is to wait before it sends more; 0 to go on. */
    public long endRead() {
        waitNs = 0;
        limiting = null;
        long nowNs = rates.nowNs();
        if (lines > 0) {
            chargeApp();
            take(addressBuckets, lines, bytes, nowNs);
            take(tokenBuckets, lines, bytes, nowNs);
            lines = 0;
            bytes = 0;
        }
        look(appBuckets, nowNs);
        look(addressBuckets, nowNs);
        look(tokenBuckets, nowNs);
        waitNs = Math.max(waitNs, mostOfApps(nowNs));
        return waitNs;
    }

    /** For how long a sender is to wait that has not sent anything yet, and names its app or not. */
    public Optional<TooFast> tooFast(Slice app) {
        if (isByApp && !app.isEmpty()) {
            appBuckets = apps.of(app);
        }
        return tooFast();
    }

    /** The same of one that has sent something. */
    public Optional<TooFast> tooFast() {
        long wait = endRead();
        RateRule rule = limiting;
        return wait == 0 || rule == null ? Optional.empty() : Optional.of(new TooFast(rule, wait));
    }

    /** The rule that {@link #endRead} goes by, or that {@link #tryAdd} has refused a line for; null when none did. */
    public @Nullable RateRule limiting() {
        return limiting;
    }

    /** Adds a line if no rule is against it. */
    public boolean tryAdd(Slice app, int wireBytes) {
        if (isByApp) {
            appBuckets = apps.of(app);
        }
        limiting = null;
        long nowNs = rates.nowNs();
        if (!hasRoom(appBuckets, wireBytes, nowNs)
                || !hasRoom(addressBuckets, wireBytes, nowNs)
                || !hasRoom(tokenBuckets, wireBytes, nowNs)) {
            return false;
        }
        take(appBuckets, 1, wireBytes, nowNs);
        take(addressBuckets, 1, wireBytes, nowNs);
        take(tokenBuckets, 1, wireBytes, nowNs);
        return true;
    }

    private void chargeApp() {
        if (appLines > 0) {
            long nowNs = rates.nowNs();
            take(appBuckets, appLines, appBytes, nowNs);
            for (Bucket bucket : appBuckets) {
                long wait = bucket.waitNs(nowNs);
                if (wait > 0 && (overdrawnBy == null || nowNs + wait > overdrawnUntilNs)) {
                    overdrawnUntilNs = nowNs + wait;
                    overdrawnBy = bucket.rule();
                }
            }
            appLines = 0;
            appBytes = 0;
        }
    }

    private long mostOfApps(long nowNs) {
        RateRule rule = overdrawnBy;
        if (rule == null) {
            return 0;
        }
        long wait = overdrawnUntilNs - nowNs;
        if (wait <= 0) {
            overdrawnBy = null;
            return 0;
        }
        if (wait > waitNs) {
            limiting = rule;
        }
        return wait;
    }

    private boolean hasRoom(Bucket[] buckets, long wireBytes, long nowNs) {
        for (Bucket bucket : buckets) {
            if (bucket.waitNsForLine(wireBytes, nowNs) > 0) {
                limiting = bucket.rule();
                return false;
            }
        }
        return true;
    }

    private static void take(Bucket[] buckets, long lines, long bytes, long nowNs) {
        for (Bucket bucket : buckets) {
            bucket.take(lines, bytes, nowNs);
        }
    }

    private void look(Bucket[] buckets, long nowNs) {
        for (Bucket bucket : buckets) {
            long wait = bucket.waitNs(nowNs);
            if (wait > waitNs) {
                waitNs = wait;
                limiting = bucket.rule();
            }
        }
    }
}
