package logtail.cli.tail;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.cli.base.Notices;
import logtail.cli.base.StandardInput;

/**
 * Tells users who give lines by stdin, or name a file, that these are not read. Looks at stdin without reading it, and does
 * not take for input what a program just happens to have as its stdin.
 */
final class IgnoredInput {
    private static final Path STDIN = Path.of("/proc/self/fd/0");
    private static final Path STDIN_INFO = Path.of("/proc/self/fdinfo/0");
    private static final long LATER_MS = 1_000;

    private IgnoredInput() {}

    /** Looks now, and a moment later again when the other side of a pipe may not have begun yet. */
    static void watch(Map<String, String> env, Notices notices) {
        boolean isRemote = env.containsKey("SSH_CONNECTION") && !env.containsKey("SSH_TTY");
        if (isRemote || tell(notices) || !isPipe()) {
            return;
        }
        Thread.ofPlatform().daemon().name("stdin-watch").start(() -> {
            try {
                Thread.sleep(LATER_MS);
                tell(notices);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What to say of words that are names of files; empty when none is. */
    static Optional<String> file(List<String> words, boolean isStdinRead) {
        return words.stream()
                .filter(word -> isStdinRead || word.indexOf('/') >= 0)
                .filter(IgnoredInput::isFile)
                .findFirst()
                .map(word -> word
                        + " is a file, and is not read; what is looked for is that text. To read it: logtail --stdin < "
                        + word);
    }

    private static boolean isFile(String word) {
        try {
            return Files.isRegularFile(Path.of(word));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean tell(Notices notices) {
        boolean isIgnored = isPipe() ? hasBytes() : isUnreadFile();
        if (isIgnored) {
            notices.note("stdin is not read; to search it instead of the daemon's lines: --stdin");
        }
        return isIgnored;
    }

    private static boolean isPipe() {
        return target().startsWith("pipe:");
    }

    /** One that somebody is in the middle of is the list of a loop in a shell, most likely. */
    private static boolean isUnreadFile() {
        try {
            return !StandardInput.isClosed()
                    && Files.isRegularFile(STDIN)
                    && Files.size(STDIN) > 0
                    && Files.readAllLines(STDIN_INFO).getFirst().matches("pos:\\s*0");
        } catch (IOException e) {
            return false;
        }
    }

    @SuppressWarnings("resource") // stdin stays open
    private static boolean hasBytes() {
        try {
            return new FileInputStream(FileDescriptor.in).available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Empty where there is no {@code /proc}. */
    private static String target() {
        try {
            return Files.readSymbolicLink(STDIN).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
