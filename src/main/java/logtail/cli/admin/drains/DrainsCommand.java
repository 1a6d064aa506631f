package logtail.cli.admin.drains;

import logtail.cli.base.CommandGroup;
import picocli.CommandLine.Command;

/** {@code logtail drains …}: what forwards events to other stores, by way of the daemon's {@code /drains}. */
@Command(
        name = "logtail drains",
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
public final class DrainsCommand extends CommandGroup {}
