package logtail.cli.ship;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Backoff;

/**
 * Posts a batch until the daemon has stored it. Each batch has a sequence number, so one whose response was lost is sent
 * again but stored once, by whichever of several daemons takes it. One thread at a time.
 */
public final class BatchPoster implements Outlet {
    private static final int GZIP_FROM_BYTES = 1024;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final DaemonClient client;
    private final Backoff backoff;
    private final Notices notices;
    private final boolean gzip;
    private final RejectedLines rejected;
    private boolean isAway;

    /** @param gzip whether to compress bodies of 1 KiB and more */
    BatchPoster(DaemonClient client, Backoff backoff, Notices notices, boolean gzip) {
        this(client, backoff, notices, gzip, new RejectedLines(notices));
    }

    private BatchPoster(DaemonClient client, Backoff backoff, Notices notices, boolean gzip, RejectedLines rejected) {
        this.rejected = rejected;
        this.client = client;
        this.backoff = backoff;
        this.notices = notices;
        this.gzip = gzip;
    }

    public static BatchPoster to(ShipOptions options, Notices notices) {
        return to(options, notices, new RejectedLines(notices));
    }

    /** @param rejected counts the lines that the daemon will never take */
    static BatchPoster to(ShipOptions options, Notices notices, RejectedLines rejected) {
        return new BatchPoster(
                new DaemonClient(options.daemon(), DaemonClient.SILENCE),
                new Backoff(200, 5_000),
                notices,
                options.gzip(),
                rejected);
    }

    @Override
    public void send(ShippedBatch batch) throws InterruptedException {
        while (true) {
            DaemonClient.Reply reply = attempt(batch);
            if (reply.isKept()) {
                return;
            }
            if (backoff.attempts() == 1) { // a single failure is often a connection closed while idle
                tellTrouble(reply);
            }
            Thread.sleep(Math.max(reply.retryAfterMs(), backoff.nextMs()));
        }
    }

    /** Tries at most twice, without waiting; false when the daemon did not accept the batch. */
    public boolean trySend(ShippedBatch batch) {
        DaemonClient.Reply reply = attempt(batch);
        if (reply.status() == 0) {
            reply = attempt(batch);
        }
        if (!reply.isKept()) {
            tellTrouble(reply);
        }
        return reply.isKept();
    }

    @Override
    public void finish() {
        // send returns only after the batch is stored
    }

    /** Posts once; status 0 means no response. */
    private DaemonClient.Reply attempt(ShippedBatch batch) {
        DaemonClient.Reply reply;
        try {
            reply = post(batch, headers(batch));
            if (reply.status() == TOO_LARGE) { // too large to buffer whole; without a key it is streamed
                reply = post(batch, readAt(batch));
            }
        } catch (IOException e) {
            return new DaemonClient.Reply(0, UnreachableException.words(e), 0);
        }
        if (reply.isKept()) {
            if (isAway) {
                notices.note("sending again");
            }
            isAway = false;
            backoff.reset();
            rejected.add(reply);
        } else if (!reply.isWorthRetrying()) {
            throw client.refusal(reply);
        }
        return reply;
    }

    /** Headers of a batch; a daemon without support for producers uses the key. */
    private static Map<String, String> headers(ShippedBatch batch) {
        var headers = new HashMap<>(readAt(batch));
        headers.put("Idempotency-Key", batch.key());
        batch.producer().ifPresent(producer -> headers.put("Logtail-Producer", producer));
        return headers;
    }

    /** The time of lines without a time of their own, in nanoseconds since the Unix epoch. */
    private static Map<String, String> readAt(ShippedBatch batch) {
        return batch.readAtNs() == 0 ? Map.of() : Map.of("Logtail-Read-At", Long.toString(batch.readAtNs()));
    }

    private DaemonClient.Reply post(ShippedBatch batch, Map<String, String> headers) throws IOException {
        if (!gzip || batch.bytes().length < GZIP_FROM_BYTES) {
            return client.post("/logs", batch.query(), headers, batch.bytes());
        }
        var compressed = new ByteArrayOutputStream(batch.bytes().length / 4);
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(batch.bytes());
        }
        var more = new HashMap<>(headers);
        more.put("Content-Encoding", "gzip");
        return client.post("/logs", batch.query(), more, compressed.toByteArray());
    }

    private void tellTrouble(DaemonClient.Reply reply) {
        if (isAway) {
            return;
        }
        isAway = true;
        String detail = reply.status() == UNAVAILABLE ? whyUnavailable(reply.detail()) : reply.detail();
        String trouble =
                reply.status() == 0 ? detail : "answers " + reply.status() + (detail.isEmpty() ? "" : ": " + detail);
        notices.note("cannot send to " + client.daemons() + " (" + trouble + "), keeping the lines…");
    }

    /** Why the daemon takes no lines, such as a full disk; the answer to a post knows only that it waited in vain. */
    private String whyUnavailable(String otherwise) {
        try {
            client.ask("GET", "/readyz", new UrlQuery(), "");
            return otherwise;
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return otherwise;
        }
    }
}
