package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.event.Line;
import logtail.event.Severity;
import org.junit.jupiter.api.Test;

/**
 * Holds the parser to what other parsers expect and to what rsyslog and syslog-ng made of the same octets. Where all of
 * them agree on a field it must come out like that; where they differ it must come out as with one of the two daemons.
 * {@link Deviations} lists every vector where it does not, with the reason.
 */
final class MessageVectorsTest {
    private static final Pattern OCTET = Pattern.compile("\\\\x([0-9a-f]{2})");
    private static final String NOW = "2026-11-24T00:00:00Z";

    @Test
    void agreesWithTheOthersOrSaysWhyNot() {
        var found = new TreeMap<String, List<String>>();
        int messages = 0;
        for (Vector vector : Vector.all()) {
            if (vector.isMessage()) {
                messages++;
                var differences = differences(vector);
                if (!differences.isEmpty()) {
                    found.put(vector.id(), differences);
                }
            }
        }
        System.out.printf("message vectors: %d, deviations: %d%n", messages, found.size());
        var unexplained = new TreeMap<>(found);
        unexplained.keySet().removeAll(Deviations.MESSAGES.keySet());
        assertThat(unexplained).as("deviations without a reason").isEmpty();
        assertThat(Deviations.MESSAGES.keySet().stream().filter(id -> isStale(id, found)))
                .as("listed, but no deviation any more")
                .isEmpty();
    }

    private static boolean isStale(String id, Map<String, List<String>> found) {
        return !found.containsKey(id)
                && Vector.all().stream().anyMatch(vector -> vector.id().equals(id));
    }

    private static List<String> differences(Vector vector) {
        String now = vector.context("now")
                .or(() -> vector.context("year").map(year -> year + "-12-31T00:00:00Z"))
                .orElse(NOW);
        var zone = vector.context("tz").map(MessageVectorsTest::zone).orElse(ZoneOffset.UTC);
        var asExpected = parse(vector, now, zone);
        var asObserved = parse(vector, now, ZoneOffset.UTC); // the daemons ran there
        var differences = new ArrayList<String>();
        if (asExpected.isMalformed() && isRefused(vector)) {
            return differences;
        }
        check(vector, "pri", pri(asExpected)::equals, pri(asObserved)::equals, differences);
        check(vector, "hostname", asExpected.host()::equals, asObserved.host()::equals, differences);
        check(vector, "appname", asExpected.app()::equals, asObserved.app()::equals, differences);
        check(vector, "procid", asExpected.process()::equals, asObserved.process()::equals, differences);
        check(vector, "msgid", asExpected.msgId()::equals, asObserved.msgId()::equals, differences);
        check(
                vector,
                "timestamp",
                expected -> isAt(asExpected, expected, zone),
                observed -> isAt(asObserved, observed, ZoneOffset.UTC),
                differences);
        checkMessage(vector, asExpected, differences);
        checkStructuredData(vector, asExpected, differences);
        return differences;
    }

    private static Parsed parse(Vector vector, String now, ZoneId zone) {
        long nowNs = Instant.parse(now).getEpochSecond() * 1_000_000_000L;
        return Parsed.of(new SyslogParser(zone), vector.input(), nowNs);
    }

    private static ZoneId zone(String name) {
        return ZoneId.of(name.startsWith("CET") ? "Europe/Budapest" : name);
    }

    /** Whether a daemon refuses the message, or the source does and no daemon was asked. */
    private static boolean isRefused(Vector vector) {
        boolean isError = vector.observed().stream()
                .anyMatch(daemon -> daemon.containsKey("error") || "invld".equals(daemon.get("pri_text")));
        return isError
                || (vector.observed().isEmpty()
                        && "false".equals(vector.expect().get("accept")));
    }

    private static void check(
            Vector vector,
            String field,
            Predicate<String> isAsExpected,
            Predicate<String> isAsObserved,
            List<String> differences) {
        var observed = vector.observed().stream()
                .filter(daemon -> daemon.containsKey(field))
                .map(daemon -> text(daemon, field))
                .map(value -> isSender(vector, value) ? "" : value)
                .toList();
        var expected = Optional.ofNullable((String) vector.expect().get(field));
        boolean isSame = observed.isEmpty()
                ? expected.stream().allMatch(isAsExpected)
                : observed.stream().anyMatch(isAsObserved);
        if (!isSame) {
            differences.add("%s: wanted %s, %s".formatted(field, expected, observed));
        }
    }

    /** Whether this is no host of the message, but the address that a daemon puts in where there is none. */
    private static boolean isSender(Vector vector, String value) {
        return value.equals("127.0.0.1") && !value.equals(vector.expect().get("hostname"));
    }

    private static String pri(Parsed line) {
        return line.facility() == Line.NO_FACILITY || line.severity() == Severity.NONE
                ? ""
                : String.valueOf(line.facility() * 8 + line.severity());
    }

    /** Instants to the microsecond, as the daemons keep no more; {@code --MM-DDTHH:MM:SS} without the year. */
    private static boolean isAt(Parsed line, String expected, ZoneId zone) {
        if (expected.isEmpty() || line.timeNs() == Line.NO_TIME) {
            return expected.isEmpty() == (line.timeNs() == Line.NO_TIME);
        }
        var time = Instant.parse(line.time()).truncatedTo(ChronoUnit.MICROS);
        if (expected.startsWith("--")) {
            var local = LocalDateTime.ofInstant(time, zone);
            return local.equals(LocalDateTime.parse(local.getYear() + expected.substring(1)));
        }
        boolean hasOffset = expected.endsWith("Z") || expected.matches(".*[+-]\\d\\d:\\d\\d");
        var instant = hasOffset
                ? OffsetDateTime.parse(expected).toInstant()
                : LocalDateTime.parse(expected).atZone(zone).toInstant();
        return time.equals(instant);
    }

    private static void checkMessage(Vector vector, Parsed line, List<String> differences) {
        boolean isAsExpected = true;
        var expect = vector.expect();
        if (expect.containsKey("message") || expect.containsKey("message_b64")) {
            String expected = message(expect);
            isAsExpected = vector.ignoresLeadingSpace()
                    ? line.messageOctets().strip().equals(expected.strip())
                    : line.messageOctets().equals(expected);
        }
        var observed = vector.observed().stream()
                .filter(daemon -> daemon.containsKey("message") || daemon.containsKey("message_b64"))
                .map(MessageVectorsTest::message)
                .toList();
        if (observed.isEmpty() ? !isAsExpected : !observed.contains(line.messageOctets())) {
            differences.add("message: wanted %s, is %s".formatted(observed, line));
        }
    }

    /** One character per octet. rsyslog leaves the SP after an RFC 3164 tag, syslog-ng writes {@code \\xHH} for octets. */
    private static String message(Map<String, Object> fields) {
        byte[] utf8 = fields.get("message_b64") instanceof String encoded
                ? Base64.getDecoder().decode(encoded)
                : text(fields, "message").getBytes(UTF_8);
        String octets = new String(utf8, ISO_8859_1);
        boolean keepsSpace = "rfc3164".equals(fields.get("format")) && !fields.containsKey("accept");
        String text = keepsSpace && octets.startsWith(" ") ? octets.substring(1) : octets;
        return OCTET.matcher(text)
                .replaceAll(
                        octet -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octet.group(1), 16))));
    }

    private static String text(Map<String, Object> fields, String name) {
        return (String) fields.getOrDefault(name, "");
    }

    private static void checkStructuredData(Vector vector, Parsed line, List<String> differences) {
        var expect = vector.expect();
        var attributes = new TreeMap<>(line.attributes());
        String sequence = attributes.getOrDefault("meta.sequenceId", "");
        boolean isSequence = expect.getOrDefault("sequence_id", sequence).equals(sequence);
        boolean isSame = true;
        if (expect.containsKey("sd") && !isWithoutData(vector)) {
            isSame = attributes.equals(flat(expect.get("sd")));
        } else if (expect.containsKey("sd_contains")) {
            isSame = attributes
                    .entrySet()
                    .containsAll(flat(expect.get("sd_contains")).entrySet());
        }
        if (!isSame || !isSequence) {
            differences.add("structured data: is %s".formatted(line));
        }
    }

    /** Whether a daemon found no structured data where the source did: after an RFC 3164 tag, in version 2. */
    private static boolean isWithoutData(Vector vector) {
        return vector.observed().stream().anyMatch(daemon -> "".equals(daemon.get("sd_text")));
    }

    private static Map<String, String> flat(Object data) {
        var flat = new TreeMap<String, String>();
        if (data instanceof Map<?, ?> elements) {
            elements.forEach((id, parameters) -> {
                if (((Map<?, ?>) parameters).isEmpty()) {
                    flat.put((String) id, "");
                }
                ((Map<?, ?>) parameters).forEach((name, value) -> flat.put(id + "." + name, (String) value));
            });
        }
        return flat;
    }
}
