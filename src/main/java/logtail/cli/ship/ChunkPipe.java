package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Bounded pipe in memory that keeps when each chunk was read. One thread writes, another reads. */
final class ChunkPipe extends InputStream {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] bytes, long readAtNs) {}

    private final long capacityBytes;
    private final Deque<Chunk> waiting = new ArrayDeque<>(); // all fields are guarded by this
    private long waitingBytes;
    private byte[] current = new byte[0];
    private int at;
    private long lastReadAtNs;
    private boolean isEnded; // the writer has finished
    private boolean isClosed; // the reader has

    /** @param capacityBytes from which on the writer waits */
    ChunkPipe(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /**
     * Adds a chunk; waits while the pipe is full.
     *
     * @param readAtNs when it was read, in nanoseconds since the Unix epoch
     */
    synchronized void write(byte[] bytes, int length, long readAtNs) throws InterruptedException {
        while (!isClosed && !isEnded && waitingBytes >= capacityBytes) {
            wait();
        }
        if (length > 0 && !isClosed && !isEnded) {
            waiting.add(new Chunk(Arrays.copyOf(bytes, length), readAtNs));
            waitingBytes += length;
            notifyAll();
        }
    }

    /** Ends the pipe behind what was written; what is written later is dropped. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /** When the bytes of the last {@link #read} were read first. */
    synchronized long lastReadAtNs() {
        return lastReadAtNs;
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Waits until there is more to read, or nothing more to come; false when the time is over before. */
    synchronized boolean awaitMore(Duration patience) throws InterruptedException {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        while (at == current.length && waiting.isEmpty() && !isEnded) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return true;
    }

    /** Reads from one chunk alone. */
    @Override
    public synchronized int read(byte[] bytes, int from, int length) throws IOException {
        try {
            while (at == current.length && waiting.isEmpty() && !isEnded) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        if (at == current.length) {
            Chunk next = waiting.poll();
            if (next == null) {
                return -1;
            }
            current = next.bytes();
            lastReadAtNs = next.readAtNs();
            at = 0;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, bytes, from, count);
        at += count;
        waitingBytes -= count;
        notifyAll();
        return count;
    }

    @Override
    public synchronized int available() {
        return (int) Math.min(Integer.MAX_VALUE, waitingBytes);
    }

    /** Lets the writer go on without a reader. */
    @Override
    public synchronized void close() {
        isClosed = true;
        waiting.clear();
        notifyAll();
    }
}
