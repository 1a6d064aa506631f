package logtail.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between a browser and a daemon: it can be cut, and it can fall silent with all connections open. Any thread. */
final class Wire implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private boolean isSilent;
    private boolean isCut;

    private Wire(InetSocketAddress server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    static Wire to(InetSocketAddress server) throws IOException {
        return new Wire(server);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on no byte goes through; connections stay open. */
    void fallSilent() {
        set(true, false);
    }

    /** Breaks all connections, and takes no others. */
    void cut() throws IOException {
        set(false, true);
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Goes on. */
    void mend() {
        set(false, false);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void set(boolean silent, boolean cut) {
        synchronized (lock) {
            isSilent = silent;
            isCut = cut;
            lock.notifyAll();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                boolean isRefused;
                synchronized (lock) {
                    isRefused = isCut;
                }
                if (isRefused) {
                    client.close();
                    continue;
                }
                Socket behind = new Socket(server.getAddress(), server.getPort());
                sockets.add(client);
                sockets.add(behind);
                Thread.ofVirtual().start(() -> pass(client, behind));
                Thread.ofVirtual().start(() -> pass(behind, client));
            } catch (IOException e) {
                // closed, or a daemon that is away
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16 * 1024];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                synchronized (lock) {
                    while (isSilent) {
                        lock.wait();
                    }
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // cut
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }
}
