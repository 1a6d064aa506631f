package logtail.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Json;

/**
 * Asks the daemon how it is. Any thread.
 *
 * @param client whose answers come within its silence
 */
record Poll(DaemonClient client) {
    private static final String JSON = "application/json";
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final String NOTHING = "{}";

    /** @throws CommandFailedException when it does not answer, or with something else */
    Status now() {
        try {
            return Status.read(status(), answer("/apps"));
        } catch (IOException e) {
            throw client.unreachable(e);
        } catch (Json.MalformedException e) {
            throw new CommandFailedException(
                    ExitCode.LOST, client.daemon() + " answers /status or /apps with something else");
        }
    }

    private String status() throws IOException {
        try {
            return answer("/status");
        } catch (RefusedException e) {
            if (e.isOfName()) {
                return NOTHING; // an older daemon
            }
            throw e;
        }
    }

    private String answer(String path) throws IOException {
        try (var stream = client.stream(path, new UrlQuery(), JSON)) {
            return new String(stream.body().readNBytes(MOST_BYTES), UTF_8);
        }
    }
}
