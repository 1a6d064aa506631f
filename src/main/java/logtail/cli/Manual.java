package logtail.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import logtail.cli.base.ExitCode;
import logtail.runtime.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code logtail gen-manpage}: the manual as troff, made of the help texts, so it cannot say anything else. */
@Command(name = "logtail gen-manpage", hidden = true, description = "Prints the manual page as troff.")
final class Manual implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(page());
        System.out.flush();
        return ExitCode.OK;
    }

    static String page() {
        var page = new StringBuilder(".TH LOGTAIL 1 \"\" \"logtail ")
                .append(Version.number())
                .append("\"\n");
        page.append(".SH NAME\nlogtail \\- gather, keep and follow log lines\n");
        CommandSpec tail = new CommandLine(Main.command("")).getCommandSpec();
        page.append(".SH SYNOPSIS\n.nf\n");
        lines(Stream.of(tail.usageMessage().customSynopsis()).map(String::strip).toList(), page);
        page.append(".fi\n.SH OPTIONS\n");
        options(tail, page);
        footer(tail, page);
        for (String name : Main.commands()) {
            command(name, page);
        }
        return page.toString();
    }

    private static void command(String name, StringBuilder page) {
        var line = new CommandLine(Main.command(name));
        page.append(".SH LOGTAIL ").append(name.toUpperCase(Locale.ROOT)).append('\n');
        page.append(text(String.join(" ", line.getCommandSpec().usageMessage().description())
                        .strip()))
                .append('\n');
        options(line.getCommandSpec(), page);
        line.getSubcommands().forEach((tool, sub) -> {
            page.append(".SS ").append(text(name + " " + tool)).append('\n');
            page.append(text(
                            String.join(" ", sub.getCommandSpec().usageMessage().description())))
                    .append('\n');
            options(sub.getCommandSpec(), page);
        });
        footer(line.getCommandSpec(), page);
    }

    private static void options(CommandSpec spec, StringBuilder page) {
        spec.options().stream().filter(option -> option.group() == null).forEach(option -> option(option, page));
        for (ArgGroupSpec group : spec.argGroups()) {
            String heading = group.heading() == null ? "" : group.heading();
            page.append(".SS ")
                    .append(text(heading.replace("%n", "").replace(":", "")))
                    .append('\n');
            group.options().forEach(option -> option(option, page));
        }
    }

    private static void option(OptionSpec option, StringBuilder page) {
        if (option.hidden()) {
            return;
        }
        String value = option.arity().max() > 0 ? " \\fI" + text(option.paramLabel()) + "\\fR" : "";
        page.append(".TP\n");
        String separator = "";
        for (String name : option.names()) {
            page.append(separator)
                    .append("\\fB")
                    .append(text(name))
                    .append("\\fR")
                    .append(value);
            separator = ", ";
        }
        page.append('\n').append(text(String.join(" ", option.description()))).append('\n');
    }

    private static void footer(CommandSpec spec, StringBuilder page) {
        page.append(".PP\n.nf\n");
        lines(List.of(spec.usageMessage().footer()), page);
        page.append(".fi\n");
    }

    private static void lines(List<String> lines, StringBuilder page) {
        lines.stream()
                .flatMap(line -> Stream.of(line.split("%n", -1)))
                .forEach(line -> page.append(text(line)).append('\n'));
    }

    /** Plain text for troff: a backslash and what a line may begin with would be its commands, a hyphen no minus. */
    private static String text(String text) {
        String escaped = text.replace("%n", " ").replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
