package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import logtail.tail.TailSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes a session's output to a channel. The thread that owns the session writes; heartbeats and the resumption of a
 * waiting session run on the channel's event loop.
 */
final class ChannelSink implements TailSink {
    private static final int CHUNK_BYTES = 32 * 1024;

    /** What may wait for the event loop and for the reader of an HTTP/2 stream, which does not count what waits for the loop. */
    private static final int MOST_HANDED_OVER_BYTES = 128 * 1024;

    private final Exchange exchange;
    private final Channel channel;
    private final boolean isStream;
    private final AtomicInteger handedOver = new AtomicInteger();
    private final TailLimits.Held memory;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private final @Nullable GzipChunks packing;
    private @Nullable ByteBuf chunk;
    private volatile boolean hasSpoken;
    private boolean isEnded; // only on the event loop
    private @Nullable Future<?> heartbeat;

    /**
     * Writes to the channel of an exchange.
     *
     * @param memory memory reserved for this reader; released after the last write
     * @param packing compresses everything; null for nothing
     */
    ChannelSink(Exchange exchange, TailLimits.Held memory, @Nullable GzipChunks packing) {
        this.packing = packing;
        this.exchange = exchange;
        this.memory = memory;
        channel = exchange.channel();
        isStream = channel instanceof Http2StreamChannel;
    }

    /** Writes {@code text} after each {@code period} without output. Call on the event loop. */
    void startHeartbeat(Duration period, Supplier<String> text) {
        heartbeat = channel.eventLoop()
                .scheduleAtFixedRate(() -> beat(text), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The channel became writable or was closed. Call on the event loop. */
    void wake() {
        Runnable resume = waiting.getAndSet(null);
        if (resume != null) {
            resume.run();
        }
    }

    /** Ends the output. Call on the event loop. */
    void close() {
        isEnded = true;
        memory.close();
        if (packing != null) {
            packing.close();
        }
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        wake();
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (length == 0) {
            return;
        }
        if (packing != null) {
            packing.put(bytes, from, length);
            if (packing.length() >= CHUNK_BYTES) {
                sendPacked(packing.take());
            }
            return;
        }
        if (chunk == null) {
            chunk = channel.alloc().buffer(Math.max(CHUNK_BYTES, length));
        }
        chunk.writeBytes(bytes, from, length);
        if (chunk.readableBytes() >= CHUNK_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (chunk != null) {
            hasSpoken = true;
            send(chunk);
            chunk = null;
        }
    }

    @Override
    public boolean hasRoom() {
        return channel.isWritable() && handedOver.get() < MOST_HANDED_OVER_BYTES;
    }

    @Override
    public void whenRoom(Runnable resume) {
        waiting.set(resume);
        if (hasRoom() || !channel.isActive()) {
            wake();
        }
    }

    @Override
    public void end() {
        flush();
        if (packing != null) {
            sendPacked(packing.end());
        }
        channel.eventLoop().execute(() -> {
            if (!isEnded) {
                close();
                exchange.endStream();
            }
        });
    }

    @Override
    public void breakOff() {
        flush();
        channel.eventLoop().execute(channel::close);
    }

    private void sendPacked(byte[] packed) {
        if (packed.length > 0) {
            send(Unpooled.wrappedBuffer(packed));
        }
    }

    private void send(ByteBuf bytes) {
        var content = new DefaultHttpContent(bytes);
        if (!isStream) {
            channel.writeAndFlush(content, channel.voidPromise());
            return;
        }
        int length = bytes.readableBytes();
        handedOver.addAndGet(length);
        channel.writeAndFlush(content).addListener(done -> {
            if (handedOver.addAndGet(-length) < MOST_HANDED_OVER_BYTES / 2) {
                wake();
            }
        });
    }

    private void beat(Supplier<String> text) {
        if (!hasSpoken && !isEnded && channel.isWritable()) {
            send(Unpooled.copiedBuffer(text.get(), US_ASCII));
        }
        hasSpoken = false;
    }
}
