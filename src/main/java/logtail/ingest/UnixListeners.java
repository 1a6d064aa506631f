package logtail.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import logtail.access.Principal;
import logtail.net.BindFailedException;
import logtail.net.Entrance;
import logtail.net.Entrances;
import logtail.net.EventLoops;
import logtail.net.UnixSocketFile;
import logtail.runtime.CloseStack;

/**
 * The Unix sockets for lines. The mode of a socket's file says who may use it, so no token is asked for. Each line has the name of this
 * machine as its host, and tells who sent it.
 */
final class UnixListeners implements AutoCloseable {
    private final EventLoops loops;
    private final Entrances entrances;
    private final UnixSettings settings;
    private final IntakeContext context;
    private final ZoneId zone;
    private final Sender sender = Sender.at(HostName.read()).admitted(Principal.ANYBODY);
    private final CloseStack closing = new CloseStack();

    private UnixListeners(
            EventLoops loops, Entrances entrances, UnixSettings settings, IntakeContext context, ZoneId zone) {
        this.loops = loops;
        this.entrances = entrances;
        this.settings = settings;
        this.context = context;
        this.zone = zone;
    }

    /**
     * Opens all sockets.
     *
     * @param zone of times without one
     * @throws BindFailedException when a socket cannot be had; none is open then
     */
    static UnixListeners start(
            EventLoops loops, Entrances entrances, UnixSettings settings, IntakeContext context, ZoneId zone) {
        var listeners = new UnixListeners(loops, entrances, settings, context, zone);
        try {
            settings.sockets().forEach(listeners::open);
            return listeners;
        } catch (BindFailedException e) {
            throw listeners.closing.closeAfter(e.of(UnixSettings.NAME));
        } catch (Throwable failure) {
            throw listeners.closing.closeAfter(failure);
        }
    }

    @Override
    public void close() {
        closing.close();
    }

    private void open(UnixSettings.Socket socket) {
        UnixSocketFile file = closing.push(UnixSocketFile.claim(socket.path()));
        switch (socket.kind()) {
            case DGRAM -> datagrams(socket.path());
            case STREAM -> stream(socket.path());
        }
        file.share(settings.mode(), settings.group());
    }

    private void datagrams(Path path) {
        var intake = new Intake("unix-dgram", FramedLines.syslogDatagrams(zone), context);
        try {
            closing.push(new UnixDatagramListener(intake, sender, path));
        } catch (IOException e) {
            throw new BindFailedException(UnixDomainSocketAddress.of(path), e);
        }
    }

    private void stream(Path path) {
        var intake = new Intake("unix-stream", FramedLines.syslog(zone), context);
        Entrance entrance = entrances.plain(intake.name(), settings.limits());
        closing.push(StreamListener.start(
                loops, UnixDomainSocketAddress.of(path), entrance, intake, done -> handler(intake, done)));
    }

    private ChannelHandler handler(Intake intake, Promise<Void> done) {
        return new StreamHandler(intake, done) {
            @Override
            StreamIntake open(Channel connection) {
                return intake.stream(sender, withPeer(intake.decoder(), connection), intake.sink());
            }
        };
    }

    private static Decoder withPeer(Decoder lines, Channel connection) {
        try {
            if (connection instanceof EpollDomainSocketChannel unix) {
                PeerCredentials peer = unix.peerCredentials();
                var attributes = new PeerAttributes();
                int gid = peer.gids().length == 0 ? PeerAttributes.UNKNOWN : peer.gids()[0];
                return new CompletedLines(lines, line -> attributes.add(line, peer.pid(), peer.uid(), gid));
            }
            return lines; // without epoll nobody tells
        } catch (IOException e) {
            return lines; // it is gone already
        }
    }
}
