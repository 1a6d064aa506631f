package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Stack traces and other events as programs print them: those of Java, Python and Node.js were printed by them on this machine. */
public final class Traces {
    /** The languages; a file each. */
    public static final List<String> LANGUAGES = List.of("java", "python", "go", "ruby", "node", "dotnet");

    /** All rules for traces. */
    public static final String ALL = String.join(",", LANGUAGES);

    private Traces() {}

    /** The events of a language, each without its last line end. */
    public static List<String> of(String language) {
        try (InputStream in = Traces.class.getResourceAsStream("/traces/" + language + ".txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return Arrays.stream(text.split("=====\n"))
                    .map(String::stripTrailing)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
