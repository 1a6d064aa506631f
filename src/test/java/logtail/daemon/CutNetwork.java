package logtail.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own for a node, with two cables: one to its users, and one to the brokers that can be cut: packets get lost in
 * silence then, in both directions, as they are sent to somebody who is not there.
 *
 * <pre>
 *   here                                    node
 *   198.18.1.1 ────────── users ─────────── 198.18.1.2
 *   198.18.3.1, where the brokers are
 *   198.18.2.1 ────────── brokers ───────── 198.18.2.2, by which it reaches 198.18.3.1
 * </pre>
 */
final class CutNetwork implements AutoCloseable {
    /** Where brokers listen. */
    static final String BROKERS = "198.18.3.1";

    /** Where the node listens. */
    static final String NODE = "198.18.1.2";

    private static final Logger LOG = Logger.getLogger(CutNetwork.class.getName());
    private static final String NAME = "logtail-cut";
    private static final String USERS = "lt-users";
    private static final String CUT = "lt-brokers";
    private static final String MAC = "02:00:c6:12:02:01";
    private static final String MAC_OF_NODE = "02:00:c6:12:02:02";
    private static final String MAC_OF_NOBODY = "02:00:c6:12:02:03";

    private CutNetwork() {}

    /** Makes it, or skips the test where it must not, and says so. */
    static CutNetwork make() throws IOException {
        var network = new CutNetwork();
        network.close(); // as a killed test leaves it
        boolean isAllowed = tryRun("ip", "netns", "add", NAME);
        if (!isAllowed) {
            LOG.warning("skipped: network namespaces are not allowed here");
        }
        Assumptions.assumeTrue(isAllowed, "needs network namespaces of Linux, and to be root");
        try {
            network.layCables();
            return network;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    private void layCables() throws IOException {
        run("ip link add " + USERS + " type veth peer name users netns " + NAME);
        run("ip link add " + CUT + " address " + MAC + " type veth peer name brokers address " + MAC_OF_NODE + " netns "
                + NAME);
        run("ip addr add 198.18.1.1/24 dev " + USERS);
        run("ip addr add " + BROKERS + "/32 dev " + USERS);
        run("ip addr add 198.18.2.1/24 dev " + CUT);
        run("ip link set " + USERS + " up");
        run("ip link set " + CUT + " up");
        run("ip -n " + NAME + " link set lo up");
        run("ip -n " + NAME + " addr add " + NODE + "/24 dev users");
        run("ip -n " + NAME + " addr add 198.18.2.2/24 dev brokers");
        run("ip -n " + NAME + " link set users up");
        run("ip -n " + NAME + " link set brokers up");
        mend();
        run("ip -n " + NAME + " route add " + BROKERS + "/32 via 198.18.2.1");
    }

    /** What to start the node by. */
    List<String> program() {
        return List.of("ip", "netns", "exec", NAME);
    }

    void cut() throws IOException {
        address(MAC_OF_NOBODY, MAC_OF_NOBODY);
    }

    void mend() throws IOException {
        address(MAC, MAC_OF_NODE);
    }

    private static void address(String brokers, String node) throws IOException {
        run("ip -n " + NAME + " neigh replace 198.18.2.1 lladdr " + brokers + " nud permanent dev brokers");
        run("ip neigh replace 198.18.2.2 lladdr " + node + " nud permanent dev " + CUT);
    }

    private static void run(String command) throws IOException {
        if (!tryRun(command.split(" ", -1))) {
            throw new IOException("failed: " + command);
        }
    }

    private static boolean tryRun(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Override
    public void close() {
        tryRun("ip", "link", "del", USERS);
        tryRun("ip", "link", "del", CUT);
        tryRun("ip", "netns", "del", NAME);
    }
}
