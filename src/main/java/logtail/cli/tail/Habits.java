package logtail.cli.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import logtail.cli.base.TypedOption;
import picocli.CommandLine.Model.CommandSpec;

/** Arguments that the fingers know from tail, docker, kubectl and journalctl, as the options that they mean here. Pure. */
public final class Habits {
    private static final Pattern COUNT = Pattern.compile("-(\\d{1,18})[fF]?"); // -20f
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}|[aA][lL][lL]");

    private Habits() {}

    /** The arguments as {@code spec} has them; what follows {@code --} and the values of options stay. */
    public static List<String> translated(List<String> args, CommandSpec spec) {
        var translated = new ArrayList<String>();
        boolean isValue = false;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--")) {
                translated.addAll(args.subList(i, args.size()));
                break;
            }
            boolean isLast = i + 1 == args.size();
            if (isValue) {
                translated.add(arg);
                isValue = false;
            } else if (arg.equals("--tail")
                    && !isLast
                    && NUMBER.matcher(args.get(i + 1)).matches()) {
                translated.add("--lines");
                isValue = true;
            } else {
                translated.add(translated(arg));
                isValue = TypedOption.takesNext(translated.getLast(), spec);
            }
        }
        return translated;
    }

    private static String translated(String arg) {
        var count = COUNT.matcher(arg);
        if (count.matches()) {
            return "--lines=" + count.group(1);
        }
        if (arg.startsWith("--colour") || arg.equals("--no-colour")) {
            return arg.replace("colour", "color");
        }
        if (arg.startsWith("--tail=")) {
            return "--lines=" + arg.substring("--tail=".length());
        }
        return switch (arg.toLowerCase(Locale.ROOT)) {
            case "--follow=false", "--follow=no", "--follow=0", "--follow=off", "-f=false" -> "--no-follow";
            case "--follow=true",
                    "--follow=yes",
                    "--follow=1",
                    "--follow=on",
                    "--follow=name",
                    "--follow=descriptor",
                    "-f=true" -> "--follow";
            case "-help" -> "--help";
            case "-version" -> "--version";
            default -> arg;
        };
    }
}
