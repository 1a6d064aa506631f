package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.event.Severity;
import logtail.web.Json;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver of Logplex drains that others wrote: the body parser of {@code logfmt} from npm, on Node. */
@Timeout(180)
class LogplexReceiverIT {
    private static final String PACKAGE = "logfmt@1.4.0";
    private static final int INSTALL_S = 60;

    /** Tells its port, then the headers and the parsed body of each request, one JSON object a line. */
    private static final String RECEIVER = """
            const http = require('http');
            const parse = require('logfmt').bodyParser();
            const server = http.createServer((req, res) => {
              req.header = name => req.headers[name];
              parse(req, res, () => {
                console.log(JSON.stringify({headers: req.headers, body: req.body || null}));
                res.statusCode = Array.isArray(req.body) ? 204 : 415;
                res.end();
              });
            });
            server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({port: server.address().port})));
            """;

    @TempDir
    private Path work;

    @BeforeEach
    void install() throws IOException, InterruptedException {
        Files.writeString(work.resolve("package.json"), "{}"); // npm would take one of a folder above
        boolean isThere = run("node", "--version")
                && run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE);
        if (!isThere) {
            Logger.getLogger(LogplexReceiverIT.class.getName())
                    .warning("skipped: no Node here or no npm registry that has " + PACKAGE
                            + "; apt-get install nodejs npm");
        }
        Assumptions.assumeTrue(isThere, "needs node, npm and " + PACKAGE);
        Files.writeString(work.resolve("receiver.js"), RECEIVER);
    }

    @Test
    void readsWhatWeSend() throws Exception {
        Process node = command("node", "receiver.js").start();
        try (BufferedReader said = node.inputReader();
                var drain = new HttpDrain()) {
            String url = "http://127.0.0.1:" + Json.object(said.readLine()).get("port");
            try (Sink sink = drain.to(url, "format", "logplex")) {
                var events = new Events();
                for (int i = 1; i <= 100; i++) {
                    events.begin("shop", "web." + i, "vm", Severity.INFO)
                            .at("2026-11-24T13:59:59.123456Z")
                            .add("at=info n=%d who=\"ż ó\"".formatted(i));
                }
                Batch batch = events.batch(sink);
                assertThat(sink.send(batch)).isEqualTo(Sink.Answer.TAKEN);
                assertThat(sink.send(batch.part(99, 100))).isEqualTo(Sink.Answer.TAKEN);
            }
            Map<String, Object> request = Json.object(said.readLine());
            assertThat((Map<?, ?>) request.get("headers"))
                    .extracting("logplex-msg-count")
                    .isEqualTo("100");
            assertThat((List<?>) request.get("body")).hasSize(100).last().isEqualTo(parsed(100));
            assertThat((List<?>) Json.object(said.readLine()).get("body")).isEqualTo(List.of(parsed(100)));
        } finally {
            node.destroy();
            node.waitFor();
        }
    }

    /** A line as the receiver understands it: words, and pairs. */
    private static Map<String, Object> parsed(int number) {
        return Map.of(
                "83",
                true,
                "<14>1",
                true,
                "2026-11-24T13:59:59.123456+00:00",
                true,
                "vm",
                true,
                "shop",
                true,
                "web." + number,
                true,
                "-",
                true,
                "at",
                "info",
                "n",
                Integer.toString(number),
                "who",
                "ż ó");
    }

    private boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = command(command)
                    .redirectOutput(work.resolve("output").toFile())
                    .start();
            if (!process.waitFor(INSTALL_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private ProcessBuilder command(String... command) {
        return new ProcessBuilder(new ArrayList<>(Arrays.asList(command)))
                .directory(work.toFile())
                .redirectErrorStream(true);
    }
}
