package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

    private final Exchange exchange;
    private final Channel channel;
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
                send(packing.take());
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
            channel.writeAndFlush(new DefaultHttpContent(chunk), channel.voidPromise());
            chunk = null;
        }
    }

    @Override
    public boolean hasRoom() {
        return channel.isWritable();
    }

    @Override
    public void whenRoom(Runnable resume) {
        waiting.set(resume);
        if (channel.isWritable() || !channel.isActive()) {
            wake();
        }
    }

    @Override
    public void end() {
        flush();
        if (packing != null) {
            send(packing.end());
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

    private void send(byte[] packed) {
        if (packed.length > 0) {
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(packed)), channel.voidPromise());
        }
    }

    private void beat(Supplier<String> text) {
        if (!hasSpoken && !isEnded && channel.isWritable()) {
            channel.writeAndFlush(
                    new DefaultHttpContent(Unpooled.copiedBuffer(text.get(), US_ASCII)), channel.voidPromise());
        }
        hasSpoken = false;
    }
}
