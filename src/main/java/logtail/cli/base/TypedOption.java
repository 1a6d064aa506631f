package logtail.cli.base;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option as typed, before picocli reads it. Pure. */
public final class TypedOption {
    private TypedOption() {}

    /** Whether the argument behind this one is its value, as in {@code --lines 5} and {@code -fn 5}. */
    public static boolean takesNext(String arg, CommandSpec spec) {
        if (arg.startsWith("--")) {
            return takesValue(arg, spec);
        }
        for (int i = 1; arg.startsWith("-") && i < arg.length(); i++) {
            if (takesValue("-" + arg.charAt(i), spec)) {
                return i == arg.length() - 1;
            }
        }
        return false;
    }

    private static boolean takesValue(String name, CommandSpec spec) {
        OptionSpec option = spec.optionsMap().get(name);
        return option != null && option.arity().max() > 0;
    }
}
