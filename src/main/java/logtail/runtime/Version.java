package logtail.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which logtail this is, as the build wrote it down. */
public final class Version {
    private static final String NUMBER = read();

    private Version() {}

    /** Such as {@code 1.4.0}. */
    public static String number() {
        return NUMBER;
    }

    /** How we call ourselves in HTTP requests, such as {@code logtail/1.4.0}. */
    public static String userAgent() {
        return "logtail/" + NUMBER;
    }

    private static String read() {
        try (var file = Version.class.getResourceAsStream("/logtail/version.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
