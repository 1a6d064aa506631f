package logtail.practice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import logtail.cli.Main;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.ship.BatchPoster;
import logtail.cli.ship.LineShipper;
import logtail.cli.ship.ShipArguments;

/**
 * Training run of the command line for the JVM's AOT cache: classes loaded and linked here are in the cache at the next
 * start. Runs a tail, a program and a pipe against a socket with canned responses. Called by {@code bin/logtail}.
 */
public final class Practice {
    private static final String STREAM = """
            {"id":"1","time":"2026-11-24T14:00:00.123456789Z","app":"web","process":"web.1","level":"warn","message":"é \\u001b[1m"}
            {"gap":{"from":"2","to":"3","count":2,"reason":"retention"}}
            {"heartbeat":"2026-11-24T14:00:10.000000000Z"}
            {"id":"4","time":"2026-11-24T14:00:11.000000000Z","app":"db","level":"info","message":"{\\"msg\\":\\"ready\\",\\"ms\\":7}"}
            """;

    private static final String LINES = "one\ntwo\n";

    private Practice() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        Main.execute(new String[] {"--version"}, nowhere);
        Main.execute(new String[] {"--unknown"}, nowhere);
        try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answerAll(server));
            String address = "http://127.0.0.1:" + server.getLocalPort();
            for (String output : new String[] {"text", "raw", "json", "logfmt"}) {
                Main.execute(
                        new String[] {
                            "--no-follow",
                            "--addr",
                            address,
                            "-o",
                            output,
                            "-a",
                            "web",
                            "-l",
                            "warn",
                            "-S",
                            "5m",
                            "--color",
                            "always",
                            "word"
                        },
                        nowhere);
            }
            Main.execute(new String[] {"apps", "--names", "--addr", address}, nowhere); // what shell completion calls
            Main.execute(new String[] {"count", "--by", "ms", "--addr", address}, nowhere);
            Main.execute(new String[] {"run", "-q", "--addr", address, "--spool-bytes", "0", "--", "true"}, nowhere);
            var options = new ShipArguments().resolve("practice", surroundings(address));
            new LineShipper(
                            BatchPoster.to(options, new Notices(nowhere, true)),
                            options.query(),
                            new Notices(nowhere, true))
                    .ship(new ByteArrayInputStream(LINES.getBytes(US_ASCII)));
        }
        System.exit(ExitCode.OK);
    }

    private static Surroundings surroundings(String address) {
        var here = Surroundings.ofProcess();
        return new Surroundings(Map.of("LOGTAIL_ADDR", address), false, here.now(), here.zone());
    }

    private static void answerAll(ServerSocket server) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    answer(client);
                }
            }
        } catch (IOException e) {
            // closed: the training run is over
        }
    }

    private static void answer(Socket client) throws IOException {
        var request = new StringBuilder();
        byte[] chunk = new byte[4096];
        while (!isWhole(request)) {
            int length = client.getInputStream().read(chunk);
            request.append(new String(chunk, 0, Math.max(length, 0), US_ASCII));
        }
        boolean post = request.charAt(0) == 'P';
        byte[] body = STREAM.getBytes(UTF_8);
        String head = post
                ? "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length) + "\r\n";
        OutputStream out = client.getOutputStream();
        out.write(head.getBytes(US_ASCII));
        if (!post) {
            out.write(body);
            out.write("\r\n0\r\n\r\n".getBytes(US_ASCII));
        }
        out.flush();
    }

    private static boolean isWhole(CharSequence request) {
        String text = request.toString();
        return text.startsWith("GET") ? text.endsWith("\r\n\r\n") : text.endsWith(LINES);
    }
}
