package logtail.bench;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import logtail.event.Line;
import logtail.redact.Redaction;
import logtail.redact.Redactor;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Looking for secrets in a line; every line of {@code SECRETS} has one of each kind. */
public class RedactionBenchmark extends LineBenchmark {
    /** {@code off} is no redactor, as the daemon has none without rules; {@code all} is every kind. */
    @Param({"off", "card", "token", "key", "email", "ipv4", "ipv6", "all", "all=hash"})
    public String rules;

    /** A {@link SampleLines}, or {@code SECRETS}. */
    @Param({"GENERATED", "HAPROXY", "ECS", "KAFKA", "SECRETS"})
    public String lines;

    private final Line line = new Line();
    private @Nullable Redactor redactor;
    private byte[][] messages = {};

    @Setup
    public void read() {
        String action = rules.endsWith("=hash") ? "=hash" : "";
        String all = String.join(action + " ", "card", "token", "key", "email", "ipv4", "ipv6") + action;
        redactor = rules.equals("off")
                ? null
                : Redaction.of(rules.startsWith("all") ? all : rules, "a key for the benchmark")
                        .redactor();
        messages = lines.equals("SECRETS") ? secrets() : samples();
    }

    @Benchmark
    public long redact() {
        long bytes = 0;
        for (byte[] message : messages) {
            line.message.set(message, 0, message.length);
            if (redactor != null) {
                redactor.redact(line);
            }
            bytes += line.message.length();
        }
        return bytes;
    }

    private byte[][] samples() {
        Wire wire = SampleLines.valueOf(lines).endedByLf();
        return IntStream.range(0, SampleLines.COUNT)
                .mapToObj(i -> java.util.Arrays.copyOfRange(wire.bytes(), wire.from()[i], wire.to()[i]))
                .toArray(byte[][]::new);
    }

    private static byte[][] secrets() {
        return IntStream.range(0, SampleLines.COUNT)
                .mapToObj(i ->
                        ("user joe%d@example.com from 192.0.2.%d and 2001:db8::%x paid with 4111 1111 1111 1111 by "
                                        + "Authorization: Bearer abc%d.def-123 and a key -----BEGIN PRIVATE KEY-----MIIE%d-----END PRIVATE KEY-----")
                                .formatted(i, i % 256, i, i, i))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
