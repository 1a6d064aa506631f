package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.Programs;
import logtail.net.BindFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines over Unix sockets, sent by {@code logger} and by the JDK. */
@Timeout(60)
@Tag("slow")
class UnixSocketsTest {
    @TempDir
    private Path data;

    @TempDir
    private Path work;

    private Path socket;

    @BeforeEach
    void choose() {
        socket = work.resolve("log");
    }

    @Test
    void takesDatagramsOfLoggerAndTellsWhoSentThem() throws Exception {
        try (var daemon = start(socket.toString())) {
            long pid = logger("-t", "web", "-p", "user.err", "hello");
            Shown shown = daemon.await(1).getFirst();
            assertThat(shown.message()).isEqualTo("hello");
            assertThat(shown.app()).isEqualTo("web");
            assertThat(shown.text("level")).isEqualTo("error");
            assertThat(shown.text("host"))
                    .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname"))
                            .strip());
            assertThat(shown.members().get("attributes"))
                    .isEqualTo(Map.of(
                            "peer.pid",
                            Long.toString(pid),
                            "peer.uid",
                            Files.getAttribute(work, "unix:uid").toString(),
                            "peer.gid",
                            Files.getAttribute(work, "unix:gid").toString()));
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void losesNoDatagramHoweverFastTheyCome() throws Exception {
        List<String> lines = IntStream.range(0, 20_000).mapToObj(i -> "n " + i).toList();
        Path file = Files.write(work.resolve("lines"), lines);
        try (var daemon = start("dgram:" + socket)) {
            logger("-t", "web", "-f", file.toString());
            assertThat(daemon.awaitMessages(lines.size())).containsExactlyElementsOf(lines);
        }
    }

    @Test
    void dropsAndTellsWhatComesTooFastOfOneAppAndNothingElse() throws Exception {
        List<String> lines = IntStream.range(0, 10).mapToObj(i -> "n " + i).toList();
        Path file = Files.write(work.resolve("lines"), lines);
        try (var daemon = start(socket.toString(), "LOGTAIL_RATE", "app=web:1/m burst 3")) {
            logger("-t", "web", "-f", file.toString());
            logger("-t", "db", "other");
            assertThat(daemon.awaitMessages(4)).containsExactly("n 0", "n 1", "n 2", "other");
            Metrics.await(daemon, "logtail_intake_dropped_total{intake=\"unix-dgram\",reason=\"rate\"}", 7);
        }
        try (var daemon = start("off")) { // told at the stop at the latest
            Shown told = daemon.await(5).getLast();
            assertThat(told.message())
                    .isEqualTo(
                            "dropped 7 lines of app web, as they came faster than LOGTAIL_RATE has it: app=web:1/m burst 3");
            assertThat(told.app()).isEqualTo("web");
        }
    }

    @Test
    void readsWhatLibrariesSend() throws Exception {
        try (var daemon = start("stream:" + socket)) {
            try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                client.write(ByteBuffer.wrap(("<13>Nov 30 19:04:07 app[12]: by lf\n<14>Nov 30 19:04:07 app: by nul\0"
                                + "<14>Nov 30 19:04:07 postfix/smtpd[7]: path\n<14>no tag\n"
                                + "<165>1 2026-11-30T19:04:07.5Z - web 3 - - new\n")
                        .getBytes(UTF_8)));
            }
            List<Shown> shown = daemon.await(5);
            assertThat(shown.stream().map(Shown::message)).containsExactly("by lf", "by nul", "path", "no tag", "new");
            assertThat(shown.stream().map(Shown::app)).containsExactly("app", "app", "postfix/smtpd", "unknown", "web");
            assertThat(shown.getFirst().text("process")).isEqualTo("12");
            assertThat(shown).allSatisfy(one -> {
                assertThat(one.text("host")).isNotEqualTo("app").isNotEmpty();
                assertThat(one.text("attributes"))
                        .contains("peer.pid=" + ProcessHandle.current().pid());
            });
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void opensSeveralWithTheModeOfTheirSetting() throws Exception {
        Path other = work.resolve("other");
        try (var daemon = start(socket + ", stream:" + other, "LOGTAIL_UNIX_MODE", "0620")) {
            for (Path path : List.of(socket, other)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rw--w----");
            }
            assertThat(daemon.faults).isEmpty();
        }
    }

    @Test
    void takesThePlaceOfASocketThatACrashLeft() throws Exception {
        for (String kind : List.of("stream:", "dgram:")) {
            leave(socket);
            assertThat(socket).exists();
            start(kind + socket).close();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void leavesASocketAloneThatSomebodyListensOn() throws Exception {
        for (String kind : List.of("stream:", "dgram:")) {
            try (var first = start(kind + socket)) {
                for (String other : List.of("stream:", "dgram:")) {
                    assertThatThrownBy(() ->
                                    RunningDaemon.start(work.resolve("other"), Map.of("LOGTAIL_UNIX", other + socket)))
                            .isInstanceOf(BindFailedException.class)
                            .hasMessageContaining(
                                    "cannot listen on " + socket + " (LOGTAIL_UNIX): the address is in use");
                }
                assertThat(socket).exists();
                assertThat(first.faults).isEmpty();
            }
        }
    }

    @Test
    void refusesAPlaceWhereAFileIs() throws IOException {
        Files.writeString(socket, "mine");
        assertThatThrownBy(() -> start(socket.toString()))
                .isInstanceOf(BindFailedException.class)
                .hasMessageContaining("there is a file that is no socket");
        assertThat(socket).hasContent("mine");
    }

    @Test
    void saysThatThereIsNoSuchGroup() {
        assertThatThrownBy(() -> start(socket.toString(), "LOGTAIL_UNIX_GROUP", "nosuchgroup"))
                .isInstanceOf(BindFailedException.class)
                .hasMessageContaining("nosuchgroup");
        assertThat(socket).doesNotExist();
    }

    private RunningDaemon start(String sockets) {
        return RunningDaemon.start(data, Map.of("LOGTAIL_UNIX", sockets));
    }

    private RunningDaemon start(String sockets, String name, String value) {
        return RunningDaemon.start(data, Map.of("LOGTAIL_UNIX", sockets, name, value));
    }

    private long logger(String... arguments) throws Exception {
        Programs.need("logger", "bsdutils");
        var command = new ArrayList<>(List.of(Programs.find("logger"), "-u", socket.toString()));
        command.addAll(List.of(arguments));
        Process logger = new ProcessBuilder(command).inheritIO().start();
        assertThat(logger.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(logger.exitValue()).isZero();
        return logger.pid();
    }

    private static void leave(Path path) throws IOException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
    }
}
