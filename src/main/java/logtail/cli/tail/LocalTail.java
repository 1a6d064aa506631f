package logtail.cli.tail;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32C;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.base.OutputClosedException;
import logtail.cli.base.StandardInput;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.FilterArgument;
import logtail.cli.client.NdjsonBody;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.query.TailQuery;
import logtail.query.TailQuery.Order;
import logtail.tail.TailSink;
import org.jspecify.annotations.Nullable;

/**
 * {@code --stdin}: filters stdin with the daemon's own parsers and selection. The lines of one read become a block, of which
 * {@link BlockTail} shows what a tail of the daemon would. Output that depends on the last line (last N, newest first, time
 * order) is held until the end. An event's id is its line number. One thread.
 */
public final class LocalTail implements NdjsonBody.Handler, TailSink {
    private static final int BLOCK_BYTES = 256 * 1024;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final Duration END_GRACE = Duration.ofMillis(200);
    private static final long UNTIL_THE_END_NS = Long.MAX_VALUE / 4; // leaves room to add a time of receipt

    private final Display display;
    private final LocalParser parser;
    private final BlockTail tail;
    private final @Nullable HeldLines held;
    private final BlockEncoder encoder = new BlockEncoder(BLOCK_BYTES, MAX_MESSAGE_BYTES);
    private final Line line = new Line();
    private final Block block = new Block();
    private final CRC32C crc = new CRC32C();
    private long nextId = 1;
    private boolean isDone;

    LocalTail(TailOptions options, Surroundings around, LineOutput out, Notices notices) {
        TailQuery query = options.query();
        display = new Display(options, new TailCursor(query), out, null, notices, () -> {});
        parser = new LocalParser(around.zone());
        long lines = query.range().lines();
        boolean isHeld = lines < TailQuery.ALL || query.isReversed();
        held = isHeld ? new HeldLines(lines, query.shape().context().before(), query.isReversed()) : null;
        boolean isExact = options.look().isExact();
        tail = new BlockTail(
                local(query, isHeld), isExact ? EventFormat.Kind.EXACT_NDJSON : EventFormat.Kind.NDJSON, this);
    }

    /** Filters this process's stdin to its stdout. */
    static int run(TailOptions options, Surroundings around) throws Exception {
        var out = new LineOutput(new FileOutputStream(FileDescriptor.out));
        var tail = new LocalTail(options, around, out, new Notices(System.err, options.quiet()));
        try (var stdin = StandardInput.open()) {
            return new Interruption(tail::stop, options.look().terminal(), END_GRACE).of(() -> tail.run(stdin));
        }
    }

    /** Refuses options that need a journal. */
    static void check(WhenArguments when) {
        if (when.after != null) {
            throw excluded("--after", "its ids are numbers of lines; tail -n +N begins at one");
        }
        if (when.cursor != null) {
            throw excluded("--cursor", "its lines have no ids to go on from");
        }
        if (when.by != null) {
            throw excluded("--by", "its lines are received now, so only their own times tell them apart");
        }
        if (when.window != null) {
            throw excluded("--window", "with --order time all of stdin is put in order before it is shown");
        }
        if ("0".equals(when.lines)) {
            throw excluded("--lines 0", "it has no new lines beside the ones that are there");
        }
    }

    private static CommandFailedException excluded(String option, String why) {
        return new UsageException("--stdin and " + option + " exclude each other: " + why);
    }

    private void stop() {
        display.stop(END_GRACE);
    }

    int run(InputStream stdin) {
        try {
            new NdjsonBody(stdin).forEach(this);
            finish();
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
        display.endOfBatch();
        return !isDone;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int withoutEnd = length - 1;
        if (held != null) {
            held.add(bytes, from, withoutEnd);
        } else if (!isDone) {
            isDone = !display.line(bytes, from, withoutEnd);
        }
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void whenRoom(Runnable resume) {
        resume.run();
    }

    @Override
    public void flush() {
        // a batch ends when nothing more can be read without waiting
    }

    @Override
    public void end() {
        // stdin ends it
    }

    @Override
    public void refuse(String why) {
        throw new UsageException(why.replace("lines=N", "-n N"));
    }

    @Override
    public void breakOff() {
        // nor does it break
    }

    private void showBlock() {
        if (encoder.count() == 0) {
            return;
        }
        encoder.finish();
        Block.seal(encoder.bytes(), 0, nextId, nowNs(), crc);
        nextId += encoder.count();
        tail.take(block.wrap(encoder.bytes(), 0));
        isDone |= tail.isDone();
        encoder.reset();
    }

    private void finish() {
        tail.finish();
        if (held != null) {
            held.show(display);
        }
        display.endOfBatch();
    }

    /** @param isHeld whether the number of lines is limited after all are read */
    private static TailQuery local(TailQuery query, boolean isHeld) {
        FilterArgument.check(query.which().filter());
        var context = query.shape().context();
        var local = query.but()
                .lines(TailQuery.ALL)
                .following(false)
                .order(order(query))
                .context(
                        Math.min(context.before(), TailQuery.Context.MAX),
                        Math.min(context.after(), TailQuery.Context.MAX));
        return isHeld ? local.max(TailQuery.ALL).build() : local.build();
    }

    private static Order order(TailQuery query) {
        if (query.isByField()) {
            return query.shape().order();
        }
        return query.isByTime() ? new Order.Time(UNTIL_THE_END_NS) : new Order.Arrival();
    }

    private static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
