package logtail.drain.sink.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes the answers that come over one connection. Runs on its event loop; {@link #expect} is the asking thread's. */
final class HttpAnswers extends SimpleChannelInboundHandler<FullHttpResponse> {
    private volatile CompletableFuture<Optional<HttpAnswer>> next = new CompletableFuture<>();
    private volatile boolean isKeptAlive;

    /** The next answer; empty when the connection ends before. Called before each request. */
    CompletableFuture<Optional<HttpAnswer>> expect(Channel channel) {
        var expected = new CompletableFuture<Optional<HttpAnswer>>();
        next = expected;
        if (!channel.isActive()) {
            expected.complete(Optional.empty()); // it ended before anybody was told
        }
        return expected;
    }

    /** Whether the connection is good for another request after the last answer. */
    boolean isKeptAlive() {
        return isKeptAlive;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (response.decoderResult().isFailure()) {
            next.completeExceptionally(new IOException("does not speak HTTP"));
            ctx.close();
        } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            isKeptAlive = HttpUtil.isKeepAlive(response);
            next.complete(Optional.of(HttpAnswer.of(response)));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        next.complete(Optional.empty());
        ctx.fireChannelInactive();
    }
}
