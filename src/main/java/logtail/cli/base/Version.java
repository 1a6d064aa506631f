package logtail.cli.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which logtail this is, as the build wrote it down. */
public final class Version implements IVersionProvider {
    private static final String NUMBER = read();

    public static String number() {
        return NUMBER;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"logtail " + NUMBER};
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
