package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.filter.Matcher;
import logtail.tail.EventFormat;
import logtail.tail.Output;
import org.jspecify.annotations.Nullable;

/**
 * {@code --stdin}: what the daemon does between a socket and a subscriber, in small. The lines of one read become a block,
 * the filter looks at the block, and what matches is written as the daemon would and shown. An event's id is the number of
 * its line. One thread.
 */
final class LocalTail implements NdjsonBody.Handler {
    private static final int BLOCK_BYTES = 256 * 1024;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final Duration END_GRACE = Duration.ofMillis(200);

    private final TailRequest request;
    private final Display display;
    private final Matcher matcher;
    private final LocalParser parser;
    private final BlockEncoder encoder = new BlockEncoder(BLOCK_BYTES, MAX_MESSAGE_BYTES);
    private final Line line = new Line();
    private final Block block = new Block();
    private final CRC32C crc = new CRC32C();
    private final EventFormat format = EventFormat.Kind.NDJSON.create();
    private final Output json = new Output();
    private final List<Pattern> apps;
    private final List<Pattern> processes;
    private final List<Pattern> hosts;
    private long nextId = 1;
    private boolean isDone;

    LocalTail(TailOptions options, Surroundings around, LineOutput out, Notices notices) {
        request = options.request();
        display = new Display(options, new TailCursor(request), out, notices, () -> {});
        matcher = matcher(request.filter());
        parser = new LocalParser(around.zone());
        apps = globs(request.apps(), "");
        processes = globs(request.processes(), "(\\..*)?");
        hosts = globs(request.hosts(), "");
    }

    /** From this process's stdin to its stdout. Ctrl-C is a good end. */
    static int run(TailOptions options, Surroundings around) throws Exception {
        var out = new LineOutput(new FileOutputStream(FileDescriptor.out));
        var tail = new LocalTail(options, around, out, new Notices(System.err, options.quiet()));
        var ending = Ending.onSignal(() -> Runtime.getRuntime().halt(ExitCode.OK), END_GRACE);
        try (var stdin = new FileInputStream(FileDescriptor.in)) {
            return ending.of(() -> tail.run(stdin));
        }
    }

    /** What has no meaning without a journal is a mistake. */
    static void check(WhenArguments when) {
        boolean needsJournal = when.lines != null
                || when.after != null
                || when.order != null
                || when.reverse
                || when.context != null
                || when.contextBefore != null
                || when.contextAfter != null;
        if (needsJournal) {
            throw new CommandFailedException(
                    ExitCode.USAGE,
                    "--stdin shows lines as they come: it excludes --lines, --after, --reverse, --order and -A, -B, -C");
        }
    }

    int run(InputStream stdin) {
        try {
            new NdjsonBody(stdin).forEach(this);
            return display.exitCode();
        } catch (OutputClosedException e) {
            return Tail.endOfOutput(e);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.LOST, "cannot read stdin: " + e.getMessage());
        }
    }

    @Override
    public boolean line(byte[] bytes, int from, int length) {
        boolean hasReturn = bytes[from + length - 1] == '\r';
        long nowNs = nowNs();
        parser.parse(bytes, from, from + length - (hasReturn ? 1 : 0), nowNs, line);
        if (!encoder.tryAppend(line, nowNs)) {
            showBlock();
            encoder.tryAppend(line, nowNs); // one line always fits an empty block
        }
        return !isDone;
    }

    @Override
    public void unfinished(byte[] bytes, int from, int length) {
        line(bytes, from, length);
        endOfBatch();
    }

    @Override
    public boolean endOfBatch() {
        showBlock();
        return display.endOfBatch() && !isDone;
    }

    private void showBlock() {
        if (encoder.count() == 0) {
            return;
        }
        encoder.finish();
        Block.seal(encoder.bytes(), 0, nextId, nowNs(), crc);
        nextId += encoder.count();
        block.wrap(encoder.bytes(), 0);
        if (matcher.mayMatch(block)) {
            while (!isDone && matcher.nextMatch(block)) {
                if (isSelected()) {
                    json.clear();
                    format.event(block, 0, json);
                    isDone = !display.line(json.bytes(), 0, json.length() - 1);
                }
            }
        }
        encoder.reset();
    }

    private boolean isSelected() {
        int source = block.source();
        return hasLevel()
                && isAny(apps, block.appFrom(source), block.appLength(source))
                && isAny(processes, block.processFrom(source), block.processLength(source))
                && isAny(hosts, block.hostFrom(source), block.hostLength(source))
                && isInTime(request.since(), request.until());
    }

    private boolean hasLevel() {
        String level = request.level();
        if (level.isEmpty()) {
            return true;
        }
        boolean exact = level.startsWith("=");
        int worst = Severity.named(exact ? level.substring(1) : level)
                .orElse(Severity.DEBUG)
                .code();
        return exact ? block.severity() == worst : block.severity() <= worst;
    }

    private boolean isInTime(@Nullable Instant since, @Nullable Instant until) {
        if (since == null && until == null) {
            return true;
        }
        Instant time = Instant.ofEpochSecond(0, block.timeNs());
        return (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
    }

    private boolean isAny(List<Pattern> globs, int from, int length) {
        if (globs.isEmpty()) {
            return true;
        }
        String name = new String(block.bytes(), from, length, UTF_8);
        return globs.stream().anyMatch(glob -> glob.matcher(name).matches());
    }

    private static List<Pattern> globs(List<String> names, String suffix) {
        return names.stream()
                .map(name -> Pattern.compile(
                        Pattern.quote(name).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + suffix))
                .toList();
    }

    private static Matcher matcher(String filter) {
        try {
            return Matcher.of(FilterParser.parse(filter));
        } catch (FilterSyntaxException e) {
            throw new CommandFailedException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
