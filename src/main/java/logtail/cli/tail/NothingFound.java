package logtail.cli.tail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.StreamLine;
import logtail.cli.client.StreamLineReader;
import logtail.cli.client.UrlQuery;
import logtail.event.Names;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;

/**
 * Tells a user at a terminal that nothing was found, and why that may be. A tail that follows looks just like one whose
 * search goes on, so this asks the daemon again, without following, when nothing was shown for a moment. Any thread.
 */
final class NothingFound {
    private static final long PATIENCE_MS = 1_000;
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_NAMES = 12;
    private static final Pattern NAME = Pattern.compile("[\\w.@-]+");

    private final TailQuery query;
    private final DaemonClient client;
    private final Notices notices;
    private final CountDownLatch shown = new CountDownLatch(1);

    /** The first event of a stream, if any, and the id of the newest when it was opened. */
    private record First(@Nullable String id, String newestId) {}

    NothingFound(TailQuery query, DaemonClient client, Notices notices) {
        this.query = query;
        this.client = client;
        this.notices = notices;
    }

    /** For a tail that follows: tells in a while, unless {@link #shown} is called. */
    void watch() {
        if (query.range().lines() == 0) {
            return; // it was not looked for
        }
        Thread.ofPlatform().daemon().name("nothing-found").start(() -> {
            try {
                boolean isShown = shown.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
                if (!isShown
                        && first(query.but().following(false).max(1).build()).id() == null
                        && shown.getCount() > 0) {
                    tell();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | CommandFailedException e) {
                // the tail itself has more to say of that
            }
        });
    }

    void shown() {
        shown.countDown();
    }

    /** For a tail that has ended without a line. */
    void tellAtEnd() {
        try {
            tell();
        } catch (IOException | CommandFailedException e) {
            notices.note("no line matches");
        }
    }

    private void tell() throws IOException {
        String waiting = query.range().isFollowing() ? "; waiting for new ones" : "";
        First oldest = first(TailQuery.builder().following(false).max(1).build());
        if (oldest.id() == null) {
            notices.note("there are no lines yet" + waiting);
            return;
        }
        List<String> apps = apps();
        List<String> reasons = reasons(apps);
        if (reasons.isEmpty()) {
            boolean isBounded = query.range().sinceNs() != Long.MIN_VALUE
                    || query.range().untilNs() != Long.MAX_VALUE
                    || query.range().after() != null;
            reasons.add(isBounded ? "no line of that time matches" : kept(oldest.id(), oldest.newestId()));
        }
        String last = reasons.removeLast();
        reasons.forEach(notices::note);
        notices.note(last + waiting);
    }

    private static String kept(String oldestId, String newestId) {
        try {
            long count = Long.parseLong(newestId) - Long.parseLong(oldestId) + 1;
            return count == 1
                    ? "the one line that is kept does not match"
                    : "no line of the last " + count + " matches";
        } catch (NumberFormatException e) { // veiled, or of several lanes, so nobody can count by them
            return "no line matches";
        }
    }

    private List<String> reasons(List<String> apps) throws IOException {
        var reasons = new ArrayList<String>();
        for (String app : query.which().apps()) {
            boolean isGlob = app.indexOf('*') >= 0 || app.indexOf('?') >= 0;
            if (!isGlob && !apps.contains(Names.fit(app, Names.MAX_BYTES))) {
                reasons.add("no app " + app + "; there are " + some(apps));
            }
        }
        if (!query.which().apps().isEmpty()) {
            return reasons;
        }
        for (String word : query.which().filter().split(" ", -1)) {
            if (apps.contains(word)) {
                reasons.add(word + " is an app: logtail -a " + word);
            } else if (NAME.matcher(word).matches() && isProcess(word)) {
                reasons.add(word + " is a process: logtail -p " + word);
            }
        }
        return reasons;
    }

    private boolean isProcess(String word) throws IOException {
        TailQuery ofProcess = TailQuery.builder()
                .processes(List.of(word))
                .lines(1)
                .following(false)
                .build();
        return word.indexOf('.') > 0 && first(ofProcess).id() != null;
    }

    private static String some(List<String> names) {
        String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return names.isEmpty() ? "none" : names.size() <= MOST_NAMES ? some : some + "… (logtail apps)";
    }

    private List<String> apps() throws IOException {
        try (var stream = client.stream("/apps", new UrlQuery())) {
            return Json.read(stream.body().readNBytes(MOST_BYTES)).items().stream()
                    .map(app -> app.text("app"))
                    .sorted()
                    .toList();
        } catch (Json.MalformedException e) {
            return List.of();
        }
    }

    private First first(TailQuery asked) throws IOException {
        var url = new UrlQuery();
        TailQueryCodec.write(asked, url::add);
        var reader = new FirstEvent();
        try (var stream = client.stream("/tail", url)) {
            new NdjsonBody(stream.body()).forEach(reader);
            return new First(reader.id, stream.newestId());
        }
    }

    private static final class FirstEvent implements NdjsonBody.Handler {
        private final StreamLineReader reader = new StreamLineReader();
        private @Nullable String id;

        @Override
        public boolean line(byte[] bytes, int from, int length) {
            if (reader.read(bytes, from, length) instanceof StreamLine.Event event) {
                id = event.id();
            }
            return id == null;
        }

        @Override
        public boolean endOfBatch() {
            return id == null;
        }
    }
}
