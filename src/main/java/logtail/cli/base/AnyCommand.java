package logtail.cli.base;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What every command shows in the same way: {@code --help}, {@code --version}, and help as wide as the terminal. */
@Command(mixinStandardHelpOptions = true, versionProvider = ShownVersion.class, usageHelpAutoWidth = true)
public abstract class AnyCommand implements Callable<Integer> {}
