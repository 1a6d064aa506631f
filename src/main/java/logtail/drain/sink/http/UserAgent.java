package logtail.drain.sink.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How we call ourselves in requests. */
final class UserAgent {
    static final String NAME = "logtail/" + version();

    private UserAgent() {}

    private static String version() {
        try (var file = UserAgent.class.getResourceAsStream("/logtail/version.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
