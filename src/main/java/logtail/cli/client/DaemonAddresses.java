package logtail.cli.client;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import logtail.cli.base.BadValueException;
import org.jspecify.annotations.Nullable;

/**
 * Where the daemon listens for HTTP: at one address, or at those of several nodes that share a journal, any of which does for
 * everything.
 *
 * @param all in the order in which they are tried; at least one, none twice
 */
public record DaemonAddresses(List<DaemonAddress> all) {
    /** Stands in for {@code --addr}. */
    static final String VARIABLE = "LOGTAIL_ADDR";

    public static DaemonAddresses of(DaemonAddress one) {
        return new DaemonAddresses(List.of(one));
    }

    /** The option when it is given, else {@code LOGTAIL_ADDR}, else the default. */
    public static DaemonAddresses resolve(@Nullable String option, Map<String, String> env) {
        if (option != null) {
            return parse("--addr", option);
        }
        String variable = env.getOrDefault(VARIABLE, "");
        return variable.isBlank() ? of(new DaemonAddress(DaemonAddress.DEFAULT)) : parse(VARIABLE, variable);
    }

    private static DaemonAddresses parse(String option, String value) {
        List<String> typed = Arrays.asList(value.split(",", -1));
        if (typed.stream().anyMatch(String::isBlank)) {
            throw new BadValueException(option, value, DaemonAddress.ACCEPTED);
        }
        return new DaemonAddresses(typed.stream()
                .map(one -> DaemonAddress.parse(option, one))
                .distinct()
                .toList());
    }

    public DaemonAddress first() {
        return all.getFirst();
    }

    public boolean areSeveral() {
        return all.size() > 1;
    }

    /** Whether all of them are on this machine, by their names alone. */
    public boolean areLoopback() {
        return all.stream().allMatch(DaemonAddress::isLoopback);
    }

    /** As {@code --addr} takes it. */
    @Override
    public String toString() {
        return all.stream().map(DaemonAddress::toString).collect(joining(","));
    }
}
