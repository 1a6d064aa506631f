package logtail.cli.child;

import java.io.IOException;
import java.util.Optional;

/** Sends signals. */
final class Signaller {
    private final Optional<Posix> posix;

    Signaller(Optional<Posix> posix) {
        this.posix = posix;
    }

    /** Sends a signal to a process, which may have ended. */
    void send(long pid, String name) {
        Integer number = SignalName.NUMBERS.get(name);
        if (posix.isPresent() && number != null) {
            posix.get().kill(pid, number);
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy); // no kill command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
