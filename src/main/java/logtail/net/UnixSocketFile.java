package logtail.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which others find a Unix socket. One that a crash left behind is removed before binding, one behind which somebody
 * listens is not. One thread.
 */
public final class UnixSocketFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);
    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private @Nullable Object key; // of the file that is ours

    private UnixSocketFile(Path path) {
        this.path = path;
    }

    /**
     * Makes room for a socket at this path.
     *
     * @throws BindFailedException when something else is there
     */
    public static UnixSocketFile claim(Path path) {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                removeStale(path);
            }
            return new UnixSocketFile(path);
        } catch (IOException e) {
            throw new BindFailedException(UnixDomainSocketAddress.of(path), e);
        }
    }

    /**
     * Lets those in who may use the socket that is bound now.
     *
     * @param group that gets the file; empty for that of the process
     * @throws BindFailedException when we may not do that
     */
    public void share(Set<PosixFilePermission> mode, Optional<String> group) {
        try {
            var file = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            key = file.readAttributes().fileKey();
            if (group.isPresent()) {
                file.setGroup(
                        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group.get()));
            }
            Files.setPosixFilePermissions(path, mode); // not by the view, which opens the file to change it
            LOG.info(
                    "at=unix.listening path={} mode={}",
                    OwnLog.quoted(path.toString()),
                    PosixFilePermissions.toString(mode));
        } catch (UserPrincipalNotFoundException e) {
            throw new BindFailedException(
                    UnixDomainSocketAddress.of(path), new IOException("there is no group " + group.orElse(""), e));
        } catch (IOException e) {
            throw new BindFailedException(
                    UnixDomainSocketAddress.of(path),
                    new IOException("cannot set its mode or group: " + e.getMessage(), e));
        }
    }

    /** Removes the file, unless another has taken its place. */
    @Override
    public void close() {
        try {
            if (key != null && Objects.equals(key, key(path))) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return; // removed with its socket
        } catch (IOException e) {
            LOG.warn("at=unix.left path={} reason={}", OwnLog.quoted(path.toString()), OwnLog.quoted(e.toString()));
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .fileKey();
    }

    private static void removeStale(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE_MASK) != SOCKET) {
            throw new IOException("there is a file that is no socket");
        }
        if (hasListener(path)) {
            throw new IOException("the address is in use by another process");
        }
        Files.delete(path);
    }

    /** Whether any socket is bound to the file: connecting to one of datagrams fails too, but not for want of a listener. */
    private static boolean hasListener(Path path) throws IOException {
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) { // refused
            return false;
        } catch (SocketException e) {
            return !String.valueOf(e.getMessage()).contains("refused");
        }
    }
}
