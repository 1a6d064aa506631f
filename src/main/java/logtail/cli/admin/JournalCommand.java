package logtail.cli.admin;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.CommandGroup;
import logtail.cli.base.ExitCode;
import logtail.cli.base.OutputClosedException;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.daemon.JournalTools;
import logtail.runtime.SettingsException;
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
            JournalCommand.Copy.class,
            JournalCommand.TailIds.class,
        },
        description = {
            "Looks into the journal of a daemon, running or not. All but copy only read, and disturb nobody.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  logtail journal stats --data /var/lib/logtail",
            "  logtail journal verify || echo 'the journal is damaged'",
            "  logtail journal export --from 1000 --to 1999 > some.ndjson",
            "  LOGTAIL_JOURNAL=kafka LOGTAIL_KAFKA=broker1:9092 logtail journal stats",
            "  LOGTAIL_KAFKA=broker1:9092 logtail journal copy --data /var/lib/logtail --to kafka",
            "",
            "Environment: LOGTAIL_DATA stands in for --data. Without --data, LOGTAIL_JOURNAL=kafka means the topic "
                    + "that LOGTAIL_KAFKA, LOGTAIL_KAFKA_TOPIC and LOGTAIL_KAFKA_OPTIONS name, as for the daemon.",
            "Exit codes: 0 done, 1 damaged (verify, copy), 2 mistake in arguments or settings, no journal or no such "
                    + "ids there, 3 not allowed to read it, a daemon uses it (copy), or Kafka does not answer.",
        })
public final class JournalCommand extends CommandGroup {
    private static final String STDERR_TERMINAL_PROPERTY = "logtail.stderr.terminal"; // set by bin/logtail

    /** One of the tools. */
    abstract static class Call extends AnyCommand {
        private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

        @Option(names = "--data", paramLabel = "DIR", description = "The daemon's data directory. Default: ./data.")
        @Nullable
        Path data;

        @Override
        public final Integer call() {
            try {
                return run(OUT);
            } catch (SettingsException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                if (new OutputClosedException(e).isReaderGone()) {
                    return ExitCode.OK;
                }
                throw new CommandFailedException(ExitCode.LOST, "cannot write the output: " + e.getMessage());
            }
        }

        /** What the tool does; gives the exit code. */
        abstract int run(OutputStream out) throws IOException;

        /** Progress is for people who would see nothing else. */
        static boolean isSeenOnStderrAlone() {
            return isStderrSeen() && !Surroundings.ofProcess().terminal();
        }

        static boolean isStderrSeen() {
            return System.getProperty(STDERR_TERMINAL_PROPERTY, "").equals("1");
        }
    }

    /** One of those that look into the journal that {@code --data} or the environment names. */
    abstract static class Tool extends Call {
        @Override
        final int run(OutputStream out) throws IOException {
            return use(
                    data == null
                            ? JournalTools.of(Surroundings.ofProcess().env(), out, System.err)
                            : new JournalTools(data, out, System.err));
        }

        /** What the tool does; gives the exit code. */
        abstract int use(JournalTools tools) throws IOException;
    }

    /** {@code journal stats}. */
    @Command(
            name = "stats",
            description = "Files or lanes, events, ids, times, blocks, and the apps with the most events.")
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
            description = {
                "Writes events as NDJSON, as GET /tail does, with a gap where events are lost.",
                "",
                "Those of a topic come in the merged order, which is the same each time: --from and --to take the ids of "
                        + "the first and the last one in it, which have to be there.",
                "",
            })
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
            return tools.export(first, last, isSeenOnStderrAlone());
        }

        private static long checkedId(String option, long id) {
            if (id < 1) {
                throw new BadValueException(option, String.valueOf(id), "an id, a whole number from 1");
            }
            return id;
        }
    }

    /** {@code journal copy}. */
    @Command(
            name = "copy",
            description = {
                "Copies the events of a data directory that no daemon uses to a topic on Kafka.",
                "",
                "The topic is the one that LOGTAIL_KAFKA, LOGTAIL_KAFKA_TOPIC and LOGTAIL_KAFKA_OPTIONS name, made if it is "
                        + "missing. The order of each app and the times of receipt stay; ids are new. It may be interrupted "
                        + "and run again: nothing is stored twice.",
                "",
            })
    static final class Copy extends Call {
        private static final String KAFKA = "kafka";

        @Option(names = "--to", paramLabel = "ENGINE", required = true, description = "Where to; only kafka.")
        String to = "";

        @Override
        int run(OutputStream out) throws IOException {
            if (!to.equals(KAFKA)) {
                throw new BadValueException("--to", to, KAFKA);
            }
            return JournalTools.copyToKafka(
                    Optional.ofNullable(data), Surroundings.ofProcess().env(), out, System.err, isStderrSeen());
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
