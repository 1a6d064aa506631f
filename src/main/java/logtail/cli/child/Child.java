package logtail.cli.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** One program that we started. Any thread. */
public final class Child {
    private final Process process;
    private final InputStream stdout;
    private final InputStream stderr;
    private final Signaller signaller;

    private Child(Process process, InputStream stdout, InputStream stderr, Signaller signaller) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
        this.signaller = signaller;
    }

    /**
     * Starts a program with pipes for its stdout and stderr. They are pipes of our own where that is possible: the JDK closes
     * its pipes when the program ends, so what the program has started in turn could not say its last words.
     */
    static Child start(ProcessBuilder program, Optional<Posix> posix, Signaller signaller) throws IOException {
        if (posix.isEmpty()) {
            Process process = program.start();
            return new Child(process, process.getInputStream(), process.getErrorStream(), signaller);
        }
        Posix.Pipe out = posix.get().pipe();
        Posix.Pipe err = posix.get().pipe();
        try {
            Process process = program.redirectOutput(Posix.path(out.writing()).toFile())
                    .redirectError(Posix.path(err.writing()).toFile())
                    .start();
            return new Child(process, out.reading(), err.reading(), signaller);
        } finally {
            posix.get().close(out.writing());
            posix.get().close(err.writing());
        }
    }

    public long pid() {
        return process.pid();
    }

    public InputStream stdout() {
        return stdout;
    }

    public InputStream stderr() {
        return stderr;
    }

    /** Waits for its end; returns its exit code, or 128 + signal when one killed it. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Sends a signal to this program alone, unless it has ended. */
    public void signal(String name) {
        if (process.isAlive()) {
            signaller.send(pid(), name);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
