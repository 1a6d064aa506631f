package logtail.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import logtail.access.AppScope;
import logtail.access.TokenFiles;
import logtail.access.Veil;
import logtail.access.Veils;
import logtail.filter.Explanation;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.filter.Matcher;
import logtail.ingest.Decoder;
import logtail.ingest.FramedLines;
import logtail.ingest.IngestDecoders;
import logtail.ingest.TimeFrom;
import logtail.journal.Cursor;
import logtail.net.FirstBytes;
import logtail.parse.LogplexFrames;
import logtail.parse.Vector;
import logtail.web.RequestHeads;

/** All targets. A test demands one for every decoder, framing and parser that there is. */
final class FuzzTargets {
    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
    private static final String PARSE = "logtail.parse.";
    private static final Veil VEIL =
            Veils.unkept("a journal").of(AppScope.of(List.of("web"))).orElseThrow();

    private FuzzTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                decoder(
                        "syslog-stream",
                        new DecoderCheck(FramedLines.syslog(ZONE), false, true),
                        Set.of("logtail.ingest.FramedLines", PARSE + "SyslogFrames", PARSE + "SyslogParser"),
                        syslogStreams()),
                decoder(
                        "syslog-datagram",
                        new DecoderCheck(FramedLines.syslogDatagrams(ZONE), true, true),
                        Set.of("logtail.ingest.WholeFrames"),
                        syslog()),
                decoder(
                        "lines",
                        new DecoderCheck(FramedLines.lines(ZONE, TimeFrom.LINE), false, false),
                        Set.of(PARSE + "LineFrames", PARSE + "PlainLineParser"),
                        lines()),
                decoder(
                        "json",
                        new DecoderCheck(FramedLines.json(ZONE, TimeFrom.LINE), false, false),
                        Set.of(PARSE + "JsonFrames"),
                        lines()),
                decoder(
                        "joined",
                        new DecoderCheck(IngestDecoders.joined(FramedLines.lines(ZONE, TimeFrom.LINE)), false, false),
                        Set.of("logtail.ingest.JoinedLines"),
                        traces()),
                decoder(
                        "relp",
                        new DecoderCheck(IngestDecoders.relp(ZONE), false, true),
                        Set.of("logtail.ingest.RelpDecoder"),
                        relp()),
                decoder(
                        "unix",
                        new DecoderCheck(IngestDecoders.ofPeer(FramedLines.syslog(ZONE)), false, true),
                        Set.of("logtail.ingest.CompletedLines"),
                        syslogStreams()),
                target("proxy", proxyHeaders(), FirstBytes::proxy),
                target("hello", proxyHeaders(), FirstBytes::hello),
                target("foreign", texts("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), IngestDecoders::sniff),
                target(
                        "tokens-file",
                        texts(
                                "# a\n{\"name\":\"a\",\"token\":\"lt_012345678901234567890\",\"rights\":[\"tail\"],\"apps\":[\"web-*\"]}\n",
                                "{\"id\":\"abcd\",\"name\":\"a\",\"sha256\":\"" + "0a".repeat(32)
                                        + "\",\"rights\":[\"ingest\"],"
                                        + "\"created\":\"2026-11-30T12:00:00Z\",\"expires\":\"2027-11-30T12:00:00Z\"}"),
                        TokenFiles::read),
                target(
                        "credentials",
                        texts(
                                "Authorization: Bearer lt_0123456789\nCookie: a=b; logtail=x",
                                "Authorization: Basic dXNlcjpwYXNz\nX-Api-Key: y"),
                        RequestHeads::credentials),
                target("veiled", texts("e" + "0".repeat(26), "p" + "v".repeat(58), "17"), FuzzTargets::veiled),
                target("logplex", logplexBodies(), FuzzTargets::logplex, PARSE + "LogplexFrames"),
                target(
                        "filter",
                        texts("level>=warn app:web-* -/a.b/i (x OR \"y z\")", "status=500,502 d>1.5s !~/x/"),
                        FuzzTargets::filter),
                target(
                        "cursor",
                        texts("41ba0f3c8f1e4d5a-42", "17", "-1", "x-99999999999999999999"),
                        FuzzTargets::cursor),
                target("unpack-gzip", packed("gzip"), new UnpackCheck("gzip"), "logtail.web.unpack.GzipUnpacker"),
                target(
                        "unpack-deflate",
                        packed("deflate"),
                        new UnpackCheck("deflate"),
                        "logtail.web.unpack.DeflateUnpacker"),
                target("unpack-zstd", packed("zstd"), new UnpackCheck("zstd"), "logtail.web.unpack.ZstdUnpacker"),
                target("redact", redactable(), new RedactCheck()),
                target(
                        "redact-rules",
                        texts("card=mask email=hash;ipv4 re:/a(b)\\/c/i=drop", "key"),
                        RedactCheck::rules));
    }

    /** Prints the names, or writes the seeds of a target to a folder, for {@code .ci/fuzz}. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            all().forEach(target -> System.out.println(target.name()));
            return;
        }
        Path folder = Path.of(args[1]);
        for (byte[] seed : named(args[0]).seeds()) {
            Files.write(folder.resolve("seed-" + Integer.toHexString(Arrays.hashCode(seed))), seed);
        }
    }

    static FuzzTarget named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no target " + name));
    }

    private static FuzzTarget decoder(String name, DecoderCheck check, Set<String> covers, List<byte[]> seeds) {
        return new FuzzTarget(name, covers, seeds, check);
    }

    private static FuzzTarget target(String name, List<byte[]> seeds, FuzzTarget.Check check, String... covers) {
        return new FuzzTarget(name, Set.of(covers), seeds, check);
    }

    /** A sound body has as many frames as the decoder of streams finds, and the position of a broken frame is in the body. */
    private static void logplex(byte[] input) {
        int count = LogplexFrames.count(input, 0, input.length);
        int brokenAt = LogplexFrames.brokenAt(input, 0, input.length);
        assertThat(brokenAt).isBetween(-1, input.length);
        assertThat(count < 0).isEqualTo(brokenAt >= 0);
        if (count >= 0) {
            Decoder decoder = FramedLines.syslog(ZONE).open(Math.max(1, input.length));
            decoder.feed(input, 0, input.length, 1);
            var line = new logtail.event.Line();
            int lines = 0;
            while (decoder.next(line)) {
                lines++;
            }
            decoder.end();
            while (decoder.next(line)) {
                lines++;
            }
            assertThat(lines + decoder.emptyLines()).isGreaterThanOrEqualTo(count == 0 ? 0 : 1);
        }
    }

    private static void filter(byte[] input) {
        try {
            Filter filter = FilterParser.parse(new String(input, UTF_8));
            Matcher.of(filter);
            Explanation.of(filter);
        } catch (FilterSyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void cursor(byte[] input) {
        try {
            Cursor cursor = Cursor.parse(new String(input, UTF_8));
            assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** Nobody makes up an id, and none that was shown is another's. */
    private static void veiled(byte[] input) {
        String text = new String(input, UTF_8);
        VEIL.idOf(text).ifPresent(id -> assertThat(id).isNotNegative());
        VEIL.idOfEvent(text).ifPresent(id -> assertThat(VEIL.event(id)).isEqualToIgnoringCase(text));
    }

    private static List<byte[]> traces() {
        return texts(
                "2026-11-24 12:00:00 ERROR x\njava.lang.IllegalStateException: a\n\tat a.B.c(D.java:1)\nCaused by: b.C: d\n"
                        + "\t... 3 more\nnext\n",
                "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    b()\nValueError: c\nnext\n",
                "panic: a\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\nexit status 2\n",
                "TypeError: a\n    at b (c.js:1:2)\n    at d\n{\n  code: 1\n}\n",
                "2026-11-30T12:00:00.1Z stdout P half\n2026-11-30T12:00:00.2Z stdout F whole\n");
    }

    private static List<byte[]> relp() {
        return texts(
                "1 open 85 relp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog\n"
                        + "2 syslog 5 hello\n3 syslog 0\n4 close 0\n",
                "1 syslog 40 <13>1 2026-11-30T19:28:34Z vm root - - - \n2 syslog 3 a\nb\n",
                "1 syslog 12000 " + "x".repeat(12_000) + "\n2 syslog 1 y\n");
    }

    private static List<byte[]> proxyHeaders() {
        byte[] binary = HexFormat.of()
                .parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000201c6336401dc0401bb" + "3c33343e");
        byte[] hello = HexFormat.of().parseHex("16030100c8010000c40303");
        return Stream.concat(
                        Stream.of(binary, hello),
                        texts("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n<34>x", "PROXY UNKNOWN\r\n").stream())
                .toList();
    }

    private static List<byte[]> syslog() {
        return Vector.all().stream()
                .filter(Vector::isMessage)
                .map(Vector::input)
                .toList();
    }

    private static List<byte[]> syslogStreams() {
        var messages = new ArrayList<>(syslog());
        messages.addAll(texts(
                "<34>1 - h a p m [logtail@32473 token=\"lt_0123456789\"][a@1 b=\"c\"] x",
                "x [logtail@32473 token=\"y"));
        var streams = new ArrayList<byte[]>();
        for (int i = 0; i < messages.size(); i++) {
            byte[] message = messages.get(i);
            String text = new String(message, ISO_8859_1);
            String next = new String(messages.get((i + 1) % messages.size()), ISO_8859_1);
            streams.add((switch (i % 4) {
                        case 0 -> text + "\n" + next + "\n  at a line of its own\n";
                        case 1 -> message.length + " " + text + next.length() + " " + next;
                        case 2 -> text + "\0" + next + "\r\n";
                        default -> text;
                    })
                    .getBytes(ISO_8859_1));
        }
        return streams;
    }

    private static List<byte[]> logplexBodies() {
        return syslog().stream()
                .map(message -> (message.length + " " + new String(message, ISO_8859_1)).getBytes(ISO_8859_1))
                .toList();
    }

    private static List<byte[]> lines() {
        return texts(
                "{\"time\":1700000000.5,\"level\":\"info\",\"app\":\"a\",\"n\":[1,{\"b\":\"\\\"\"}],\"x\":null}\n[{\"a\":1},{}]",
                "{\"ts\":\"2026-11-23T19:03:14.5+01:00\",\"severity\":30,\"host\":\"h\"}\n",
                "{\"id\":7,\"received\":\"2026-11-23T19:03:14.000000001Z\",\"time\":\"2026-11-23T19:03:14.000000001Z\",\"app\":\"web\","
                        + "\"process\":\"1\",\"host\":\"h\",\"level\":\"info\",\"facility\":1,\"msgid\":\"m\",\"attributes\":{\"a\":\"\\u00e9\"},"
                        + "\"message\":\"x\\ny\"}\n",
                "{\"log\":\"a\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-23T19:03:14.5Z\"}\n",
                "level=error msg=\"x y\" lvl=warn\r\n\r\n[core:error] [pid 5] x.c:3: warning: y\n",
                "2026-11-24 12:00:00,123 [main] WARN  org.apache.Main - up\n",
                "127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n",
                "I1124 12:00:00.000000 1 x.go:1] y\nweb | \u001b[31mERROR\u001b[0m z\n");
    }

    private static List<byte[]> redactable() {
        return texts(
                "card 4111 1111 1111 1111 or 4111111111111111",
                "joe@example.com from 192.0.2.1 and [2001:db8::1]:443 or ::ffff:10.0.0.1",
                "Authorization: Bearer abc123def456\napi_key=\"0123456789\" ghp_0123456789012345678901234567890123456789",
                "postgres://u:p4ssword@h/x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n");
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    private static List<byte[]> packed(String encoding) {
        byte[] text = "one line of many\n".repeat(40).getBytes(UTF_8);
        var out = new ByteArrayOutputStream();
        try (var packer = switch (encoding) {
            case "gzip" -> new GZIPOutputStream(out);
            case "deflate" -> new DeflaterOutputStream(out);
            default -> new com.github.luben.zstd.ZstdOutputStream(out);
        }) {
            packer.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] packed = out.toByteArray();
        byte[] twice = Arrays.copyOf(packed, packed.length * 2);
        System.arraycopy(packed, 0, twice, packed.length, packed.length);
        return List.of(packed, twice);
    }
}
