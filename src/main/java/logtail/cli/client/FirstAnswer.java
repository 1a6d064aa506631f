package logtail.cli.client;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for the status of an answer, which a daemon sends at once, however quiet the stream behind it is. A port that takes
 * lines or syslog says nothing at all.
 */
final class FirstAnswer {
    private FirstAnswer() {}

    /**
     * The status.
     *
     * @throws NoHttpException when nothing comes in time, or no HTTP
     */
    static int status(HttpURLConnection connection, Duration within) throws IOException {
        connection.connect(); // with a timeout of its own
        var answered = new CountDownLatch(1);
        var isLate = new AtomicBoolean();
        Thread.ofPlatform().daemon().name("first-answer").start(() -> {
            try {
                if (!answered.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
                    isLate.set(true);
                    connection.disconnect();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new NoHttpException("it answers with something else than HTTP");
            }
            return status;
        } catch (IOException e) {
            if (isLate.get()) {
                throw new NoHttpException("no answer in " + within.toSeconds() + " s");
            }
            boolean isClosed = e instanceof SocketException
                    && String.valueOf(e.getMessage()).contains("end of file");
            throw isClosed ? new NoHttpException("it closes the connection without an answer") : e;
        } finally {
            answered.countDown();
        }
    }
}
