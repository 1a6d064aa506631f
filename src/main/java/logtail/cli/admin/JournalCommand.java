package logtail.cli.admin;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.OutputClosedException;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.daemon.JournalTools;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logtail journal …}: looks into a data directory. Beside {@code serve}, the one place that knows the daemon. */
@Command(
        name = "logtail journal",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        usageHelpAutoWidth = true,
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
public final class JournalCommand implements Callable<Integer> {
    private static final String DATA = "--data";
    private static final String DIR = "DIR";
    private static final String DATA_TEXT = "The daemon's data directory. Default: ./data.";
    private static final String STDERR_TERMINAL_PROPERTY = "logtail.stderr.terminal"; // set by bin/logtail

    @Spec
    @Nullable
    CommandSpec spec;

    /** What one of the tools does and returns as exit code. */
    @FunctionalInterface
    private interface Use {
        int of(JournalTools tools) throws IOException;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(spec.commandLine(), "Say what: stats, verify, export or tail-ids");
    }

    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Files, events, ids, times, blocks, and the apps with the most events.")
    int stats(@Option(names = DATA, paramLabel = DIR, description = DATA_TEXT) @Nullable Path data) {
        return run(data, JournalTools::stats);
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Reads everything and names what is damaged or missing; exit code 1 when anything is.")
    int verify(@Option(names = DATA, paramLabel = DIR, description = DATA_TEXT) @Nullable Path data) {
        return run(data, JournalTools::verify);
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Writes events as NDJSON, as GET /tail does, with a gap where events are lost.")
    int export(
            @Option(names = DATA, paramLabel = DIR, description = DATA_TEXT) @Nullable Path data,
            @Option(names = "--from", paramLabel = "ID", description = "The first id wanted. Default: the oldest.")
                    @Nullable
                    Long from,
            @Option(names = "--to", paramLabel = "ID", description = "The last id wanted. Default: the newest.")
                    @Nullable
                    Long to) {
        long first = from == null ? 0 : checkedId("--from", from);
        long last = to == null ? Long.MAX_VALUE : checkedId("--to", to);
        boolean isTold = System.getProperty(STDERR_TERMINAL_PROPERTY, "").equals("1")
                && !Surroundings.ofProcess().terminal();
        return run(data, tools -> tools.export(first, last, isTold));
    }

    @Command(
            name = "tail-ids",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Prints the oldest and the newest id; nothing when there is no event.")
    int tailIds(@Option(names = DATA, paramLabel = DIR, description = DATA_TEXT) @Nullable Path data) {
        return run(data, JournalTools::tailIds);
    }

    private static long checkedId(String option, long id) {
        if (id < 1) {
            throw new BadValueException(option, String.valueOf(id), "an id, a whole number from 1");
        }
        return id;
    }

    private static int run(@Nullable Path data, Use use) {
        String fallback = Surroundings.ofProcess().env("LOGTAIL_DATA").strip();
        Path directory = data != null ? data : Path.of(fallback.isEmpty() ? "data" : fallback);
        try {
            return use.of(new JournalTools(directory, new FileOutputStream(FileDescriptor.out), System.err));
        } catch (IOException e) {
            if (new OutputClosedException(e).isReaderGone()) {
                return ExitCode.OK;
            }
            throw new CommandFailedException(ExitCode.LOST, "cannot write the output: " + e.getMessage());
        }
    }
}
