package logtail.drain.sink.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import logtail.net.Connector;
import logtail.net.Peer;
import logtail.net.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with one server over one connection: opened when there is something to ask, kept for one request after the other,
 * and opened anew when the server has closed it in between. One thread, which it blocks.
 */
final class HttpLink implements AutoCloseable {
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final int MAX_ANSWER_BYTES = 16 << 20; // Elasticsearch may say something of each event
    private static final int LAST_WORDS_MS = 1000;

    private final Connector connector;
    private final ServerAddress server;
    private final Duration patience;
    private @Nullable Peer peer;
    private HttpAnswers answers = new HttpAnswers();

    /**
     * Not connected yet.
     *
     * @param patience how long the server may think before it answers
     */
    HttpLink(Connector connector, ServerAddress server, Duration patience) {
        this.connector = connector;
        this.server = server;
        this.patience = patience;
    }

    ServerAddress server() {
        return server;
    }

    /**
     * Asks and waits for the answer. When a connection that was used before ends without an answer, the server has most
     * likely closed it just when the request was on its way, so it is asked once more over a new one.
     *
     * @param request makes the request, which is released; its content must not change until this call has ended
     * @throws IOException when there is no answer; the connection is closed then
     */
    HttpAnswer ask(Supplier<FullHttpRequest> request) throws IOException, InterruptedException {
        try {
            Peer used = peer;
            boolean isUsed = used != null && used.isOpen();
            Peer open = used != null && isUsed ? used : connect();
            Optional<HttpAnswer> answer = askOnce(open, request.get());
            if (answer.isEmpty() && isUsed) {
                open = connect();
                answer = askOnce(open, request.get());
            }
            if (answer.isEmpty()) {
                throw open.ended(null);
            }
            return answer.get();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** At once; may be called again. */
    @Override
    public void close() {
        if (peer != null) {
            peer.close();
            peer = null;
        }
    }

    private Peer connect() throws IOException, InterruptedException {
        close();
        Peer open = connector.connect(
                server,
                () -> List.of(
                        new HttpClientCodec(new HttpDecoderConfig().setMaxHeaderSize(MAX_HEAD_BYTES), false, false),
                        new HttpObjectAggregator(MAX_ANSWER_BYTES),
                        new HttpAnswers()));
        peer = open;
        HttpAnswers reading = open.channel().pipeline().get(HttpAnswers.class);
        if (reading == null) { // gone with the connection
            throw open.ended(null);
        }
        answers = reading;
        // A server may refuse a request before it has read all of it: what it said is read although writing failed.
        open.channel().config().setAutoClose(false);
        return open;
    }

    /** Empty when the connection has ended without an answer. */
    private Optional<HttpAnswer> askOnce(Peer open, FullHttpRequest request) throws IOException, InterruptedException {
        Channel channel = open.channel();
        CompletableFuture<Optional<HttpAnswer>> answer = answers.expect(channel);
        var written = new CompletableFuture<@Nullable Void>();
        ChannelFuture writing = channel.writeAndFlush(request).addListener(done -> {
            if (!done.isSuccess()) { // but the server may have said why
                channel.eventLoop().schedule(() -> answer.complete(Optional.empty()), LAST_WORDS_MS, MILLISECONDS);
            }
            written.complete(null);
        });
        await(CompletableFuture.anyOf(written, answer), Peer.PATIENCE, "read");
        Optional<HttpAnswer> got = await(answer, patience, "answered");
        if (got.isPresent() && (!writing.isSuccess() || !answers.isKeptAlive())) {
            close();
        }
        return got;
    }

    private <T> T await(CompletableFuture<T> what, Duration time, String verb)
            throws IOException, InterruptedException {
        try {
            return what.get(time.toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("%s has not %s for %d s".formatted(server, verb, time.toSeconds()), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("%s %s".formatted(server, cause.getMessage()), e);
        }
    }
}
