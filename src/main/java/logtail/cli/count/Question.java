package logtail.cli.count;

import java.io.IOException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FilterArgument;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Json;

/**
 * One request to the daemon, with what can go wrong in words.
 *
 * @param path where it goes to
 * @param filter what it selects by; a mistake in it is pointed at
 */
record Question(DaemonClient client, String path, String filter) {
    private static final String JSON = "application/json";
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    /** Hands on the lines of the answer, to its end. */
    void stream(UrlQuery url, NdjsonBody.Handler handler) {
        boolean isOpen = false;
        try (var stream = client.stream(path, url)) {
            isOpen = true;
            new NdjsonBody(stream.body()).forEach(handler);
        } catch (Json.MalformedException e) {
            throw notOurs();
        } catch (RefusedException e) {
            throw refused(e);
        } catch (IOException e) {
            throw isOpen
                    ? new CommandFailedException(ExitCode.LOST, "stream lost: " + UnreachableException.words(e))
                    : client.unreachable(e);
        }
    }

    /** The whole answer, which is one value. */
    byte[] answer(UrlQuery url) {
        try (var stream = client.stream(path, url, JSON)) {
            return stream.body().readNBytes(MOST_BYTES);
        } catch (RefusedException e) {
            throw refused(e);
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }

    /** For an answer in another form. */
    CommandFailedException notOurs() {
        return new CommandFailedException(ExitCode.LOST, client.daemon() + " answers " + path + " with something else");
    }

    private CommandFailedException refused(RefusedException refusal) {
        return refusal.isOfName()
                ? new CommandFailedException(
                        ExitCode.NO_ACCESS, client.daemon() + " has no " + path + ": it may be older than this command")
                : FilterArgument.refused(refusal, filter);
    }
}
