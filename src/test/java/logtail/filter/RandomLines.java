package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;

/** Makes blocks of real lines, and of JSON, logfmt and text that is made up, for filters to run on. */
final class RandomLines {
    private static final List<byte[]> CORPUS = corpus();

    static final String[] NAMES = {"web", "web.1", "db", "worker", "ID47"};
    static final String[] KEYS = {
        "status",
        "user",
        "duration",
        "duration_ms",
        "tookMs",
        "size",
        "tags",
        "http.status",
        "req.user.name",
        "msg",
        ".id",
        ".level",
        "path",
        "log.level",
        "a.b.c",
        "remote_ip",
        "hostname",
        "component",
        "origin.ip",
        "x",
        "items.name"
    };
    static final String[] VALUES = {
        "alice",
        "bob",
        "Alice",
        "200",
        "404",
        "500",
        "500.0",
        "5e2",
        "250ms",
        "0.3s",
        "1h30m",
        "90m",
        "10KiB",
        "10240",
        "20%",
        "-3",
        "GET /api/v1/x",
        "time out",
        "caf\u00E9",
        "a\"b",
        "a\\b",
        "\uD83D\uDE00",
        "",
        "null",
        "true",
        "a,b",
        "/api/v2",
        "x)",
        "kek\u212A",
        "tab\there",
        "1",
        "0"
    };

    private final Random random;
    private final BlockEncoder encoder = new BlockEncoder(1 << 20, 64 << 10);
    private final Line line = new Line();

    RandomLines(Random random) {
        this.random = random;
    }

    /** The text of some line. */
    String text() {
        return new String(message(), UTF_8);
    }

    /** A sealed block of up to twelve events with ids from 1000 on, always in the same array. */
    Block block() {
        encoder.reset();
        for (int lines = 1 + random.nextInt(12); lines > 0; lines--) {
            fill();
            if (!encoder.tryAppend(line, 1)) {
                throw new IllegalStateException("too much for one block");
            }
        }
        encoder.finish();
        Block.seal(encoder.bytes(), 0, 1000, 1, new java.util.zip.CRC32C());
        return new Block().wrap(encoder.bytes(), 0);
    }

    private void fill() {
        line.clear();
        line.app.set(Slice.of(oneOf(NAMES)));
        line.process.set(Slice.of(random.nextBoolean() ? "" : oneOf(NAMES)));
        line.host.set(Slice.of(random.nextBoolean() ? "" : oneOf(NAMES)));
        line.msgId.set(Slice.of(random.nextInt(3) > 0 ? "" : oneOf(NAMES)));
        line.severity = random.nextInt(8);
        line.facility = random.nextInt(3) == 0 ? Line.NO_FACILITY : random.nextInt(24);
        byte[] message = message();
        line.message.set(message, 0, message.length);
        line.attributes.clear();
        for (int pairs = random.nextInt(4) == 0 ? random.nextInt(3) : 0; pairs > 0; pairs--) {
            String name = oneOf(KEYS).replaceFirst("^\\.", "");
            byte[] key =
                    (pairs == 1 ? name : name + pairs).getBytes(UTF_8); // no name twice: the record has no room for it
            byte[] value = oneOf(VALUES).getBytes(UTF_8);
            line.attributes.begin(key, 0, 0, 0, key.length);
            line.attributes.append(value, 0, value.length);
            line.attributes.end();
        }
    }

    private byte[] message() {
        return switch (random.nextInt(4)) {
            case 0 -> CORPUS.get(random.nextInt(CORPUS.size()));
            case 1 -> object(2).getBytes(UTF_8);
            case 2 -> logfmt().getBytes(UTF_8);
            default -> text(1 + random.nextInt(6)).getBytes(UTF_8);
        };
    }

    private String object(int depth) {
        var text = new StringBuilder(oneOf("{", "{ "));
        for (int members = random.nextInt(5); members > 0; members--) {
            String key = oneOf(KEYS).replaceFirst("^\\.", "");
            List<String> parts = List.of(key.split("\\.", -1));
            String name = random.nextBoolean() ? key : parts.get(random.nextInt(parts.size()));
            text.append('"').append(name).append(oneOf("\":", "\" : ")).append(value(depth));
            text.append(members > 1 ? oneOf(",", ", ") : "");
        }
        return text.append('}').toString();
    }

    private String value(int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            return object(depth - 1);
        }
        if (depth > 0 && random.nextInt(4) == 0) {
            return oneOf("[]", "[" + value(depth - 1) + ", " + value(depth - 1) + "]", "[" + value(depth - 1) + "]");
        }
        return random.nextInt(3) == 0
                ? oneOf("null", "true", "200", "404", "500", "500.0", "5e2", "0.3", "-3", "10240", "1")
                : json(oneOf(VALUES));
    }

    /** As one encoder or another writes it. */
    private String json(String value) {
        String text = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
        text = random.nextBoolean() ? text : text.replace("/", "\\/").replace("\u00E9", "\\u00e9");
        text = random.nextBoolean() ? text : text.replace("\uD83D\uDE00", "\\uD83D\\uDE00");
        return '"' + text + '"';
    }

    private String logfmt() {
        var text = new StringBuilder(oneOf("", "level=info ", "GET /x?user=alice&status=404 ", "2026-01-01 at=x "));
        for (int pairs = random.nextInt(5); pairs > 0; pairs--) {
            String value = oneOf(VALUES);
            text.append(oneOf("", "", "[", "(", "my_", ","))
                    .append(oneOf(KEYS).replaceFirst("^\\.", ""))
                    .append('=');
            text.append(value.matches("\\S+") && random.nextBoolean() ? value : json(value));
            text.append(oneOf(" ", " ", ", ", ") ", "\t"));
        }
        return text.toString();
    }

    private String text(int words) {
        var text = new StringBuilder();
        for (int word = 0; word < words; word++) {
            text.append(oneOf(VALUES))
                    .append(oneOf(" ", " ", ": ", ":", ""))
                    .append(oneOf("", oneOf(KEYS) + oneOf(":", " ", "=")));
        }
        return text.toString();
    }

    private static List<byte[]> corpus() {
        var corpus = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(log|ndjson)"))
                    .sorted()
                    .toList()) {
                corpus.addAll(lines(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return corpus;
    }

    private static List<byte[]> lines(byte[] bytes) {
        var lines = new ArrayList<byte[]>();
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                lines.add(java.util.Arrays.copyOfRange(bytes, from, at));
                from = at + 1;
            }
        }
        return lines;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
