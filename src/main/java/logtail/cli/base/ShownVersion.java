package logtail.cli.base;

import logtail.runtime.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} shows. Made by picocli. */
public final class ShownVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"logtail " + Version.number()};
    }
}
