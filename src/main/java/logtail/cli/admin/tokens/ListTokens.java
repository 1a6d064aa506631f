package logtail.cli.admin.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Columns;
import logtail.cli.base.ExitCode;
import logtail.cli.base.VisibleText;
import logtail.runtime.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokens list}. */
@Command(
        name = "list",
        description = {
            "All tokens: what they allow, for which apps, until when; USED is since the daemon was started. The tokens "
                    + "themselves are not known any more.",
            "",
        })
final class ListTokens extends TokenCall {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            defaultValue = "text",
            description = "text or json.")
    String output = "text";

    @Override
    public Integer call() {
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        String answer = store().list();
        System.out.print(output.equals("json") ? answer : table(read(answer).items()));
        return ExitCode.OK;
    }

    static String table(List<Json> tokens) {
        if (tokens.isEmpty()) {
            return "no tokens yet; make one: logtail tokens create NAME --right RIGHT\n";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("TOKEN", "ID", "RIGHTS", "APPS", "CREATED", "EXPIRES", "USED"));
        for (Json token : tokens) {
            String end = day(token, "expires", "never");
            rows.add(List.of(
                    token.text("name"),
                    token.text("id"),
                    words(token, "rights"),
                    token.members().containsKey("apps") ? words(token, "apps") : "all",
                    token.text("declared").equals("true") ? "declared" : day(token, "created", "-"),
                    token.text("expired").equals("true") ? end + " (expired)" : end,
                    day(token, "last_used", "-")));
        }
        return Columns.of(rows);
    }

    private static String words(Json token, String member) {
        return token.get(member).items().stream()
                .flatMap(item -> item.text().stream())
                .map(VisibleText::of)
                .collect(Collectors.joining(","));
    }

    /** {@code 2027-01-31T12:00Z} of an RFC 3339 time. */
    private static String day(Json token, String member, String otherwise) {
        String time = token.text(member);
        return time.isEmpty() ? otherwise : VisibleText.of(time.length() < 17 ? time : time.substring(0, 16) + "Z");
    }
}
