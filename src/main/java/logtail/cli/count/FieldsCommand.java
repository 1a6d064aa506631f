package logtail.cli.count;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Spelling;
import logtail.cli.base.Surroundings;
import logtail.cli.base.VisibleText;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.UrlQuery;
import logtail.cli.screen.Ink;
import logtail.cli.screen.TerminalSize;
import logtail.cli.tail.Selection;
import logtail.cli.tail.SelectionArguments;
import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail fields}: what there is to filter by. */
@Command(
        name = "logtail fields",
        sortOptions = false,
        description = {
            "Shows the fields of the newest lines that are selected and their most frequent values; of one field with",
            "the terms that select them.",
        },
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail fields -a web",
            "  logtail fields status -a web -S 1h",
            "  logtail fields path --top 50 --sample 20000",
            "  logtail fields -o json | jq -r '.fields[].name'",
            "",
            "Without -S it is of the last 15 minutes; -S and -U mean times of receipt here.",
            "To count every line by a field: logtail count --by FIELD.",
            "Exit codes: 0 done, 1 no such field in the sample, 2 mistake in arguments or filter, 3 daemon out of reach",
            "or not allowed, 4 another answer.",
        })
public final class FieldsCommand extends AnyCommand {
    private static final String BUDGET = "2s"; // as long as the daemon searches at the most: people can wait for that
    private static final int MOST_SAMPLE = 50_000;
    private static final int MOST_TOP = 200;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Just this field, with the terms for its values.")
    @Nullable
    String name;

    @Mixin
    SelectionArguments selection = new SelectionArguments();

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "How many of the newest lines to look at. Default: ${DEFAULT-VALUE}; at most 50000.")
    int sample = 2_000;

    @Option(names = "--top", paramLabel = "N", description = "How many values of each. Default: 10; at most 200.")
    int top = 10;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "text (the default), or json: as the daemon answers.")
    String output = "text";

    @Option(names = "--color", paramLabel = "WHEN", description = "auto (the default), always, never.")
    String color = "auto";

    @Option(names = "--no-color", hidden = true)
    boolean noColor;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Override
    public Integer call() {
        Surroundings around = Surroundings.ofProcess();
        check("--sample", sample, MOST_SAMPLE);
        check("--top", top, MOST_TOP);
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        Ink ink = Ink.of(noColor ? "never" : color, around);
        Selection which = selection.resolve(List.of(), around);
        UrlQuery url = which.url()
                .add("sample", Integer.toString(sample))
                .add("top", Integer.toString(top))
                .add("budget", BUDGET);
        var question =
                new Question(new DaemonClient(daemon.resolve(around), DaemonClient.SILENCE), "/fields", which.filter());
        byte[] answer = question.answer(url);
        try {
            return name == null ? all(answer, ink, around) : one(name, answer, ink, around);
        } catch (Json.MalformedException e) {
            throw question.notOurs();
        } finally {
            System.out.flush();
        }
    }

    private int all(byte[] answer, Ink ink, Surroundings around) {
        Field.Sample read = Field.Sample.read(answer);
        if (output.equals("json")) {
            print(answer);
        } else if (read.fields().isEmpty()) {
            System.out.println(read.events() == 0 ? "no line matches" : "no fields");
        } else {
            new FieldsView(read, ink, TerminalSize.of(around).columns()).all().forEach(System.out::println);
        }
        return ExitCode.OK;
    }

    private int one(String wanted, byte[] answer, Ink ink, Surroundings around) {
        Field.Sample read = Field.Sample.read(answer);
        Optional<Field> field =
                read.fields().stream().filter(one -> one.name().equals(wanted)).findFirst();
        if (field.isEmpty()) {
            throw new CommandFailedException(ExitCode.NO_MATCH, missing(wanted, read));
        }
        if (output.equals("json")) {
            Json.read(answer).get("fields").items().stream()
                    .filter(one -> one.text("name").equals(wanted))
                    .limit(1)
                    .forEach(one -> print(one.toString().getBytes(StandardCharsets.UTF_8)));
        } else {
            new FieldsView(read, ink, TerminalSize.of(around).columns())
                    .one(field.get())
                    .forEach(System.out::println);
        }
        return ExitCode.OK;
    }

    private static String missing(String wanted, Field.Sample read) {
        List<String> names = read.fields().stream().map(Field::name).toList();
        String there = names.isEmpty() ? "there are none" : "there are " + VisibleText.of(String.join(", ", names));
        return "no field " + VisibleText.of(wanted) + " in the newest " + Totals.number(read.events()) + " events; "
                + Spelling.nearest(wanted, names)
                        .map(near -> "did you mean " + VisibleText.of(near) + "?")
                        .orElse(there);
    }

    private static void check(String option, int number, int most) {
        if (number < 1 || number > most) {
            throw new BadValueException(option, Integer.toString(number), "a number from 1 to " + most);
        }
    }

    private static void print(byte[] json) {
        System.out.write(json, 0, json.length);
        if (json.length > 0 && json[json.length - 1] != '\n') {
            System.out.write('\n');
        }
    }
}
