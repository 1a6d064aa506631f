package logtail.cli.admin.drains;

import java.util.concurrent.Callable;
import logtail.cli.base.ShownVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logtail drains …}: what forwards events to other stores, by way of the daemon's {@code /drains}. */
@Command(
        name = "logtail drains",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        usageHelpAutoWidth = true,
        subcommands = {
            ListDrains.class,
            ShowDrain.class,
            AddDrain.class,
            TestDrain.class,
            PauseDrain.class,
            ResumeDrain.class,
            RewindDrain.class,
            RemoveDrain.class,
            DrainDeadLetters.class,
        },
        description = {
            "Forwards events to other stores: syslog, RELP, HTTP, Kafka, files.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  logtail drains add eu syslog+tls://logs.example.com:6514 --filter 'level>=warn'",
            "  logtail drains add web https://example.com/in --option format=ndjson --since 1h",
            "  logtail drains list",
            "  logtail drains test eu                  send one event and say what came of it",
            "  logtail drains rewind eu --since 1h     send the last hour again",
            "  logtail drains dead-letters eu          what the other side will never take",
            "",
            "docs/drains.md has the kinds of destinations and their options.",
        })
public final class DrainsCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(
                spec.commandLine(), "Say what: add, list, info, test, pause, resume, rewind, remove or dead-letters");
    }
}
