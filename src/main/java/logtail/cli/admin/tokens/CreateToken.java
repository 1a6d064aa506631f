package logtail.cli.admin.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import logtail.cli.base.BadValueException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.runtime.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokens create}. */
@Command(
        name = "create",
        description = {
            "Makes a token and prints it, alone, on stdout. It is shown this once: only a hash of it is kept.",
            "",
        })
final class CreateToken extends TokenCall {
    private static final List<String> RIGHTS = List.of("ingest", "tail", "drain", "metrics", "admin");

    @Parameters(paramLabel = "NAME", description = "What to call it: letters, digits, '.', '_' and '-'.")
    String name = "";

    @Option(
            names = "--right",
            paramLabel = "RIGHT",
            required = true,
            description =
                    "What it allows: ingest (send lines), tail (read them), drain (forward them elsewhere), metrics, "
                            + "admin (all of these, and tokens). Repeat it, or separate by commas.")
    List<String> rights = new ArrayList<>();

    @Option(
            names = "--app",
            paramLabel = "GLOB",
            description = "Only for the apps that match, as in --app 'web-*'; not with metrics or admin. Repeat it, or "
                    + "separate by commas. Default: all.")
    List<String> apps = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "When it ends: 90d, 2027-01-31, 2027-01-31T12:00:00Z. Default: never.")
    String expires = "";

    @Override
    public Integer call() {
        checkedName(name);
        List<String> allowed = split(rights).map(CreateToken::right).distinct().toList();
        List<String> limited = split(apps).toList();
        Json token = Json.object().with("name", name).with("rights", allowed);
        if (!limited.isEmpty()) {
            token.with("apps", limited);
        }
        if (!expires.isEmpty()) {
            token.with("expires", expires);
        }
        Json made = read(store().create(token.toString()));
        System.out.println(made.text("token"));
        var notices = new Notices(System.err, false);
        if (!made.text("note").isEmpty()) {
            notices.warn(made.text("note"));
        }
        if (Notices.isOnTerminal()) {
            notices.note("keep it in a safe place: it cannot be shown again");
        }
        return ExitCode.OK;
    }

    private static Stream<String> split(List<String> lists) {
        return lists.stream().flatMap(list -> Stream.of(list.split(",", -1))).map(String::strip);
    }

    private static String right(String word) {
        String right = word.toLowerCase(Locale.ROOT);
        if (!RIGHTS.contains(right)) {
            throw new BadValueException("--right", word, String.join(", ", RIGHTS));
        }
        return right;
    }
}
