package logtail.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.journal.files.NoJournalException;
import logtail.journal.kafka.KafkaSettings;
import logtail.journal.kafka.NoTopicException;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;

/**
 * {@code logtail journal}: reads a data directory, with or without a running daemon, or a Kafka topic. Never writes, takes no
 * lock and does not need Chronicle; only a copy does write, elsewhere, and locks. Every tool returns the exit code of the process: {@value #OK}, {@value #DAMAGED}, {@value #NO_JOURNAL}
 * or {@value #UNREADABLE}. One thread.
 */
public final class JournalTools {
    /** Success; everything read is valid. */
    static final int OK = 0;
    /** Something is damaged or missing. */
    static final int DAMAGED = 1;
    /** There is no journal there, or not what was asked for. */
    static final int NO_JOURNAL = 2;
    /** The operating system or Kafka does not let us read the journal. */
    static final int UNREADABLE = 3;

    private static final String DATA = "LOGTAIL_DATA";
    private static final Path DEFAULT_DATA = Path.of("data");

    private final InspectedJournal journal;
    private final OutputStream out;
    private final PrintStream err;

    /**
     * Looks into files.
     *
     * @param data the daemon's data directory
     * @param out where results go
     * @param err where notices go
     */
    public JournalTools(Path data, OutputStream out, PrintStream err) {
        this(new InspectedFiles(data), out, err);
    }

    private JournalTools(InspectedJournal journal, OutputStream out, PrintStream err) {
        this.journal = journal;
        this.out = out;
        this.err = err;
    }

    /**
     * Looks into the journal of a daemon with these settings: on Kafka with {@code LOGTAIL_JOURNAL=kafka}, else in files.
     *
     * @throws SettingsException when those that say where it is cannot be used
     */
    public static JournalTools of(Map<String, String> environment, OutputStream out, PrintStream err) {
        var env = new Env(environment);
        if (!DaemonSettings.isOnKafka(env)) {
            Path data = env.path(DATA, DEFAULT_DATA);
            env.check();
            return new JournalTools(data, out, err);
        }
        KafkaSettings settings = KafkaSettings.from(env);
        env.check();
        OwnLog.install(OutputStream.nullOutputStream()); // stdout is for results
        return new JournalTools(new InspectedTopic(settings), out, err);
    }

    /**
     * Prints files or lanes, events, ids, times, blocks and the apps with the most events.
     *
     * @throws IOException when writing to {@code out} fails
     */
    public int stats() throws IOException {
        return run(() -> {
            journal.printStats(new Report(out));
            return OK;
        });
    }

    /**
     * Reads everything; lists damaged and missing ranges and the amount read.
     *
     * @throws IOException when {@code out} takes no more
     */
    public int verify() throws IOException {
        return run(() -> journal.verify(new Report(out)) ? OK : DAMAGED);
    }

    /**
     * Writes events and gaps in the format of {@code GET /tail}.
     *
     * @param from the first id; 0 for the oldest
     * @param to the last id; {@link Long#MAX_VALUE} for the newest
     * @param isTold whether to show progress
     * @throws IOException when {@code out} takes no more
     */
    public int export(long from, long to, boolean isTold) throws IOException {
        return run(() -> {
            if (isTold) {
                err.println("exporting " + journal.place());
            }
            journal.export(from, to, out, new ExportProgress(err, journal.part(), isTold));
            return OK;
        });
    }

    /**
     * Prints the oldest and the newest id, or nothing when there is no event.
     *
     * @throws IOException when {@code out} takes no more
     */
    public int tailIds() throws IOException {
        return run(() -> {
            journal.printIds(new Report(out));
            return OK;
        });
    }

    /**
     * Copies the journal of a directory that no daemon uses to the topic of these settings.
     *
     * @param data the directory; empty for that of the settings
     * @param environment which says where Kafka is, whatever the journal of its daemon is
     * @param isTold whether to show progress
     * @throws SettingsException when settings cannot be used
     * @throws IOException when {@code out} takes no more
     */
    public static int copyToKafka(
            Optional<Path> data, Map<String, String> environment, OutputStream out, PrintStream err, boolean isTold)
            throws IOException {
        var env = new Env(environment);
        Path from = data.or(() -> env.path(DATA)).orElse(DEFAULT_DATA);
        KafkaSettings to = KafkaSettings.from(env);
        env.check();
        OwnLog.install(OutputStream.nullOutputStream()); // stdout is for results
        var tools = new JournalTools(from, out, err);
        return tools.run(() -> {
            var progress = new ExportProgress(err, tools.journal.part(), isTold);
            return new JournalCopy(from, new Report(out), err, progress).copyTo(to) ? OK : DAMAGED;
        });
    }

    private int run(IntSupplier tool) throws IOException {
        try {
            return tool.getAsInt();
        } catch (NoJournalException | NoTopicException | NoSuchRangeException e) {
            err.println("logtail journal: " + e.getMessage());
            return NO_JOURNAL;
        } catch (JournalFailedException | JournalUnreadableException e) {
            err.println("logtail journal: " + e.getMessage());
            return UNREADABLE;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
