package logtail.cli.client;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which address of the daemon is in use: the first, until it is away or will not now, then the next that answers, until that is
 * away. Any thread.
 */
final class Nodes {
    /** Asks one of them; throws when it is away. */
    interface Request {
        Answer to(DaemonAddress node) throws IOException;
    }

    /**
     * What one of them answers.
     *
     * @param status of HTTP, or {@link #CONNECTED}
     */
    record Answer(DaemonAddress node, HttpURLConnection connection, int status) {
        /** In place of a status: there is a connection, and nothing was sent yet. */
        static final int CONNECTED = 0;
    }

    private final DaemonAddresses addresses;
    private final AtomicInteger inUse = new AtomicInteger();

    Nodes(DaemonAddresses addresses) {
        this.addresses = addresses;
    }

    DaemonAddresses all() {
        return addresses;
    }

    DaemonAddress inUse() {
        return addresses.all().get(inUse.get());
    }

    /** Goes on to the next, if this one is still in use. */
    void leave(DaemonAddress node) {
        int index = addresses.all().indexOf(node);
        inUse.compareAndSet(index, (index + 1) % addresses.all().size());
    }

    /**
     * Asks the one in use, and the others in turn while none answers. When all who answer would do so otherwise in a while, this
     * gives the first such answer.
     *
     * @throws IOException when all are away
     */
    Answer ask(Request request) throws IOException {
        @Nullable Answer passing = null;
        var troubles = new ArrayList<AllAwayException.Trouble>();
        for (DaemonAddress node : round()) {
            try {
                Answer answer = request.to(node);
                if (!RefusedException.isPassing(answer.status())) {
                    return answer;
                }
                if (passing == null) {
                    passing = answer;
                } else {
                    answer.connection().disconnect();
                }
            } catch (IOException e) {
                troubles.add(new AllAwayException.Trouble(node, e));
            }
            leave(node);
        }
        if (passing != null) {
            return passing;
        }
        throw addresses.areSeveral()
                ? new AllAwayException(troubles)
                : troubles.getFirst().cause();
    }

    private List<DaemonAddress> round() {
        int first = inUse.get();
        var round =
                new ArrayList<>(addresses.all().subList(first, addresses.all().size()));
        round.addAll(addresses.all().subList(0, first));
        return round;
    }
}
