package logtail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.parse.LineParser;

/** Lines to measure with, {@value #COUNT} of each kind: those of a real file again and again, where there is one. */
public enum SampleLines {
    /** RFC 5424 from 16 apps in turn, 200 bytes each. */
    GENERATED,
    /** RFC 5424 with structured data, as a relay sends it on, about 390 bytes. */
    STRUCTURED,
    /** RFC 3164, access log lines of about 280 bytes. */
    HAPROXY("haproxy.log", "<134>"),
    /** RFC 3164, lines of about 100 bytes. */
    AUTOMOUNT("automount.log", "<30>"),
    /** JSON objects of about 300 bytes. */
    BUNYAN("bunyan.ndjson"),
    /** JSON objects of about 360 bytes. */
    ECS("ecs.ndjson"),
    /** JSON objects of about 5.5 kB, deeply nested. */
    NGINXPLUS("nginxplus.ndjson"),
    /** Text without a level, about 250 bytes. */
    APACHE("apache.log"),
    /** Text with levels and stack traces, about 100 bytes. */
    KAFKA("kafka.log"),
    /** Key-value pairs with a level, about 260 bytes. */
    LOGFMT("logfmt.log");

    /** Lines of one kind: as many octet-counted {@link #GENERATED} ones as one socket read of 64 KiB holds. */
    public static final int COUNT = 320;

    private static final int GENERATED_BYTES = 200;
    private static final int BLOCK_BYTES = 4 << 20;

    private final List<String> lines;

    SampleLines() {
        lines = List.of();
    }

    SampleLines(String file) {
        this(file, "");
    }

    SampleLines(String file, String pri) {
        lines = read(file).map(line -> pri + line).toList();
    }

    /** Each line ended by LF. */
    public Wire endedByLf() {
        return Wire.of(texts(), text -> "", "\n");
    }

    /** Each line after its length, as in RFC 6587, section 3.4.1. */
    public Wire octetCounted() {
        return Wire.of(texts(), text -> text.getBytes(UTF_8).length + " ", "");
    }

    /** All lines parsed, each by itself. */
    public Line[] parsed(LineParser parser, long nowNs) {
        Wire wire = endedByLf();
        var parsed = new Line[COUNT];
        for (int i = 0; i < COUNT; i++) {
            parsed[i] = new Line();
            parser.parse(wire.bytes(), wire.from()[i], wire.to()[i], nowNs, parsed[i]);
            if ((parsed[i].flags & Line.MALFORMED) != 0) {
                throw new IllegalStateException("not understood: " + parsed[i].message);
            }
        }
        return parsed;
    }

    /** All lines parsed and in one finished block. */
    public Block block(LineParser parser, long nowNs) {
        var encoder = new BlockEncoder(BLOCK_BYTES, BLOCK_BYTES);
        for (Line line : parsed(parser, nowNs)) {
            if (!encoder.tryAppend(line, nowNs)) {
                throw new IllegalStateException("too much for one block");
            }
        }
        encoder.finish();
        return new Block().wrap(encoder.bytes(), 0);
    }

    private List<String> texts() {
        return IntStream.range(0, COUNT).mapToObj(this::text).toList();
    }

    private String text(int i) {
        return switch (this) {
            case GENERATED -> {
                String head = "<134>1 2026-11-24T13:59:59.%06dZ host%03d app%03d web.%d - - seq=%010d "
                        .formatted(i, i % 4, i % 16, i % 10, i);
                yield head + "GET /some/path took 12 ms; ".repeat(8).substring(0, GENERATED_BYTES - head.length());
            }
            case STRUCTURED ->
                "<134>1 2026-11-24T13:59:59.%06d+01:00 edge-%d haproxy %d access [origin ip=\"10.1.2.3\" software=\"relay\"]"
                                .formatted(i, i % 4, 4000 + i % 4)
                        + "[request id=\"%08x\" agent=\"says \\\"hello\\\"\"] %s"
                                .formatted(i, HAPROXY.text(i).substring(45));
            default -> lines.get(i % lines.size());
        };
    }

    private static Stream<String> read(String file) {
        try (InputStream in = SampleLines.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("there is no sample " + file);
            }
            return new String(in.readAllBytes(), UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
