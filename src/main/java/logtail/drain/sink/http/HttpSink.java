package logtail.drain.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.BatchSink;
import logtail.drain.sink.Destination;
import logtail.encode.Output;
import logtail.net.Connector;
import logtail.net.ServerAddress;
import logtail.runtime.Clock;
import logtail.runtime.Env;

/**
 * Posts each batch as one HTTP request, one at a time, and waits for the answer, so what was taken is known for sure. What the
 * answer means: see {@link HttpVerdict}.
 */
public final class HttpSink extends BatchSink {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_EVENTS = 100_000;
    private static final int MAX_BYTES = 64 << 20;
    private static final Duration MAX_LINGER = Duration.ofMinutes(1);

    private final HttpLink link;
    private final Dialect dialect;
    private final HttpHead head;
    private final Optional<BodyPacker> packer;
    private final Quotation quotation;
    private final RetryAfter retryAfter = new RetryAfter(Clock.system());
    private Output body = new Output();

    private HttpSink(HttpLink link, Dialect dialect, HttpHead head, Optional<BodyPacker> packer, BatchLimits limits) {
        super(dialect.writing(), limits);
        this.link = link;
        this.dialect = dialect;
        this.head = head;
        this.packer = packer;
        quotation = new Quotation(head.secrets());
    }

    /**
     * Not connected yet.
     *
     * @param drain the name of the drain
     * @param options notes every mistake; {@code header.NAME} among {@code optionNames} are extra headers
     */
    public static HttpSink create(
            String drain,
            Connector connector,
            ServerAddress server,
            Destination to,
            Env options,
            Set<String> optionNames) {
        return create(drain, new HttpLink(connector, server, PATIENCE), to, options, optionNames);
    }

    static HttpSink create(String drain, HttpLink link, Destination to, Env options, Set<String> optionNames) {
        Dialect dialect = HttpFormat.from(options).dialect(drain, options);
        HttpHead head = HttpHead.of(to, dialect, options, optionNames);
        Compression compression = options.choice("compress", dialect.form().compression());
        Optional<BodyPacker> packer = packer(compression, options);
        return new HttpSink(link, dialect, head, packer, limits(options, dialect.limits()));
    }

    private static Optional<BodyPacker> packer(Compression compression, Env options) {
        try {
            return compression.packer();
        } catch (LinkageError e) { // the library unpacks itself into a folder of the system, which may not let it
            options.reject("compress", "zstd", "gzip or off on this machine: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static BatchLimits limits(Env options, BatchLimits otherwise) {
        return new BatchLimits(
                options.integer("batch-events", otherwise.events(), 1, MAX_EVENTS),
                (int) options.bytes("batch-bytes", otherwise.bytes(), 1, MAX_BYTES),
                options.duration("batch-wait", otherwise.linger(), Duration.ZERO, MAX_LINGER));
    }

    @Override
    public int copies() {
        return 1 + (dialect.groups() == null ? 0 : 1) + (packer.isPresent() ? 1 : 0);
    }

    @Override
    public void release() {
        body = new Output();
        packer.ifPresent(BodyPacker::release);
    }

    @Override
    public Answer send(Batch batch) throws IOException, InterruptedException {
        return noted(batch, batch.isEmpty() ? Answer.TAKEN : verdict(batch));
    }

    /** Where the answer tells which events are to blame, the others are sent without them. */
    private Answer verdict(Batch batch) throws IOException, InterruptedException {
        var blamed = new BitSet();
        List<Rejection> rejections = new ArrayList<>();
        while (blamed.cardinality() < batch.count()) {
            HttpAnswer answer = post(batch, blamed);
            Answer verdict = verdict(batch, answer);
            if (verdict instanceof Answer.Refused refused) {
                BitSet more = dialect.neverTaken(batch, answer);
                more.andNot(blamed);
                if (more.isEmpty()) {
                    return verdict;
                }
                blamed.or(more);
                more.stream().forEach(position -> rejections.add(new Rejection(position, refused.reason())));
            } else if (rejections.isEmpty() || verdict instanceof Answer.Later) {
                return verdict;
            } else {
                break;
            }
        }
        rejections.sort(Comparator.comparingInt(Rejection::position));
        return new Answer.TakenBut(List.copyOf(rejections));
    }

    @Override
    protected void disconnect() {
        link.close();
    }

    @Override
    public void close() {
        reset();
        packer.ifPresent(BodyPacker::close);
    }

    private HttpAnswer post(Batch batch, BitSet leftOut) throws IOException, InterruptedException {
        HttpHeaders headers = head.headers().copy();
        dialect.describe(batch, headers);
        byte[] bytes = batch.bytes();
        int from = batch.start();
        int length = batch.lengthBytes();
        GroupedBody groups = dialect.groups();
        if (groups != null) {
            body.clear();
            groups.compose(batch, leftOut, body);
            bytes = body.bytes();
            from = 0;
            length = body.length();
        }
        if (packer.isPresent()) {
            length = packer.get().pack(bytes, from, length);
            bytes = packer.get().bytes();
            from = 0;
            headers.set(HttpHeaderNames.CONTENT_ENCODING, packer.get().encoding());
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        ByteBuf content = Unpooled.wrappedBuffer(bytes, from, length);
        return link.ask(() -> request(headers, content.retainedDuplicate()));
    }

    private FullHttpRequest request(HttpHeaders headers, ByteBuf content) {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, head.target(), content, headers, EmptyHttpHeaders.INSTANCE);
    }

    private Answer verdict(Batch batch, HttpAnswer answer) {
        return switch (HttpVerdict.of(answer.status())) {
            case TAKEN -> named(dialect.read(batch, answer, quotation));
            case LATER -> new Answer.Later(retryAfter.read(answer.retryAfter()), reason(answer));
            case REFUSED -> new Answer.Refused(reason(answer));
        };
    }

    private Answer named(Answer answer) {
        return answer instanceof Answer.Later later
                ? new Answer.Later(later.after(), "%s %s".formatted(link.server(), later.reason()))
                : answer;
    }

    /** What people need to know: who said what, and what to do about it. */
    private String reason(HttpAnswer answer) {
        var reason = new StringBuilder("%s answered %s".formatted(link.server(), answer.title()));
        if (!answer.location().isEmpty()) {
            reason.append(" to ").append(quotation.of(answer.location()));
        }
        String advice = HttpVerdict.advice(answer.status());
        if (!advice.isEmpty()) {
            reason.append(" (").append(advice).append(')');
        }
        String said = quotation.of(answer.body());
        return said.isEmpty()
                ? reason.toString()
                : reason.append(": ").append(said).toString();
    }
}
