package logtail.drain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.drain.sink.Destination;
import logtail.drain.sink.UrlSecrets;
import logtail.net.AddressGuard;
import logtail.runtime.Env;

/**
 * Declared drains, and restrictions on drains that requests add.
 *
 * @param declared drains of {@code LOGTAIL_DRAINS}; the operator chose their destinations, so none is restricted
 * @param allowed ranges of private addresses that other drains may send to ({@code LOGTAIL_DRAIN_ALLOW})
 * @param files directory in which other drains may write files ({@code LOGTAIL_DRAIN_FILES}); empty for none
 */
public record DrainSettings(List<Drain> declared, List<String> allowed, Optional<Path> files) {
    private static final String SETTING = "LOGTAIL_DRAINS";
    private static final String ACCEPTED = "URLs separated by spaces, each with name= before it or not, such as"
            + " eu=syslog+tls://logs.example.com:6514#filter=level>=warn";
    private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9-]*)=(.*)");

    /** Reads the settings. */
    public static DrainSettings from(Env env) {
        return new DrainSettings(declared(env), AddressGuard.allowed(env), files(env));
    }

    private static Optional<Path> files(Env env) {
        Optional<Path> directory = env.path("LOGTAIL_DRAIN_FILES");
        directory
                .filter(path -> !Files.isDirectory(path))
                .ifPresent(path -> env.reject("LOGTAIL_DRAIN_FILES", path.toString(), "a directory that exists"));
        return directory.map(path -> path.toAbsolutePath().normalize());
    }

    /** Whether a requested drain may write this file. */
    public boolean mayWrite(Path file) {
        try {
            Path folder = file.getParent();
            return files.isPresent()
                    && folder != null
                    && folder.toRealPath().startsWith(files.get().toRealPath());
        } catch (IOException e) { // one of them does not exist
            return false;
        }
    }

    private static List<Drain> declared(Env env) {
        var drains = new ArrayList<Drain>();
        for (String entry : env.text(SETTING).orElse("").split("\\s+", -1)) {
            if (!entry.isEmpty()) {
                try {
                    Drain drain = declared(entry);
                    if (drains.stream().anyMatch(other -> other.name().equals(drain.name()))) {
                        env.reject(SETTING, drain.name(), "each name once");
                    }
                    drains.add(drain);
                } catch (IllegalArgumentException e) {
                    env.reject(SETTING, prefix(entry) + e.getMessage());
                }
            }
        }
        return List.copyOf(drains);
    }

    private static String prefix(String entry) {
        Matcher named = NAMED.matcher(entry);
        return named.matches() ? "drain '%s': ".formatted(named.group(1)) : "takes %s; ".formatted(ACCEPTED);
    }

    private static Drain declared(String entry) {
        Matcher named = NAMED.matcher(entry);
        return named.matches()
                ? Drain.of(named.group(1), named.group(2))
                : Drain.of(nameOf(Destination.parse(entry).destination()), entry);
    }

    /**
     * {@code syslog://logs.example.com:514/} is called {@code syslog-logs-example-com-514}. A URL with secrets gets a few
     * digits of its hash, to distinguish it from others of the same host.
     */
    private static String nameOf(Destination destination) {
        String shown = destination.toString();
        String mark =
                shown.contains(UrlSecrets.HIDDEN) && !destination.secrets().isEmpty()
                        ? "-%08x".formatted(destination.url().toString().hashCode())
                        : "";
        String text = shown.replace(UrlSecrets.HIDDEN, "").toLowerCase(Locale.ROOT);
        String name = text.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return name.substring(0, Math.min(name.length(), 40 - mark.length())).replaceAll("-$", "") + mark;
    }
}
