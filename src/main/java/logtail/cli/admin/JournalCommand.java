package logtail.cli.admin;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.CommandGroup;
import logtail.cli.base.ExitCode;
import logtail.cli.base.OutputClosedException;
import logtail.cli.base.Surroundings;
import logtail.daemon.JournalTools;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logtail journal …}: looks into a data directory. Beside {@code serve}, the one place that knows the daemon. */
@Command(
        name = "logtail journal",
        subcommands = {
            JournalCommand.Stats.class,
            JournalCommand.Verify.class,
            JournalCommand.Export.class,
            JournalCommand.TailIds.class,
        },
        description = {
            "Looks into the journal of a daemon, running or not. Only reads; disturbs nobody.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  logtail journal stats --data /var/lib/logtail",
            "  logtail journal verify || echo 'the journal is damaged'",
            "  logtail journal export --from 1000 --to 1999 > some.ndjson",
            "",
            "Environment: LOGTAIL_DATA stands in for --data.",
            "Exit codes: 0 done, 1 damaged (verify), 2 mistake in arguments or no journal there, 3 not allowed to",
            "read it.",
        })
public final class JournalCommand extends CommandGroup {
    private static final String STDERR_TERMINAL_PROPERTY = "logtail.stderr.terminal"; // set by bin/logtail

    /** One of the tools, on the journal that {@code --data} names. */
    abstract static class Tool extends AnyCommand {
        @Option(names = "--data", paramLabel = "DIR", description = "The daemon's data directory. Default: ./data.")
        @Nullable
        Path data;

        @Override
        public final Integer call() {
            String fallback = Surroundings.ofProcess().env("LOGTAIL_DATA").strip();
            Path directory = data != null ? data : Path.of(fallback.isEmpty() ? "data" : fallback);
            try {
                return use(new JournalTools(directory, new FileOutputStream(FileDescriptor.out), System.err));
            } catch (IOException e) {
                if (new OutputClosedException(e).isReaderGone()) {
                    return ExitCode.OK;
                }
                throw new CommandFailedException(ExitCode.LOST, "cannot write the output: " + e.getMessage());
            }
        }

        /** What the tool does; gives the exit code. */
        abstract int use(JournalTools tools) throws IOException;
    }

    /** {@code journal stats}. */
    @Command(name = "stats", description = "Files, events, ids, times, blocks, and the apps with the most events.")
    static final class Stats extends Tool {
        @Override
        int use(JournalTools tools) throws IOException {
            return tools.stats();
        }
    }

    /** {@code journal verify}. */
    @Command(
            name = "verify",
            description = "Reads everything and names what is damaged or missing; exit code 1 when anything is.")
    static final class Verify extends Tool {
        @Override
        int use(JournalTools tools) throws IOException {
            return tools.verify();
        }
    }

    /** {@code journal export}. */
    @Command(
            name = "export",
            description = "Writes events as NDJSON, as GET /tail does, with a gap where events are lost.")
    static final class Export extends Tool {
        @Option(names = "--from", paramLabel = "ID", description = "The first id wanted. Default: the oldest.")
        @Nullable
        Long from;

        @Option(names = "--to", paramLabel = "ID", description = "The last id wanted. Default: the newest.")
        @Nullable
        Long to;

        @Override
        int use(JournalTools tools) throws IOException {
            long first = from == null ? 0 : checkedId("--from", from);
            long last = to == null ? Long.MAX_VALUE : checkedId("--to", to);
            boolean isTold = System.getProperty(STDERR_TERMINAL_PROPERTY, "").equals("1")
                    && !Surroundings.ofProcess().terminal();
            return tools.export(first, last, isTold);
        }

        private static long checkedId(String option, long id) {
            if (id < 1) {
                throw new BadValueException(option, String.valueOf(id), "an id, a whole number from 1");
            }
            return id;
        }
    }

    /** {@code journal tail-ids}. */
    @Command(name = "tail-ids", description = "Prints the oldest and the newest id; nothing when there is no event.")
    static final class TailIds extends Tool {
        @Override
        int use(JournalTools tools) throws IOException {
            return tools.tailIds();
        }
    }
}
