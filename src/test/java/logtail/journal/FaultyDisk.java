package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import logtail.journal.files.CycleFiles;
import logtail.runtime.Disk;
import org.jspecify.annotations.Nullable;

/** A disk that refuses what a test names, page by page as real ones do, and tells how much was asked of it. Any thread. */
public final class FaultyDisk extends Disk {
    private static final int PAGE_BYTES = 4096;

    private record Bad(String file, long from, long to) {}

    private final List<Bad> bad = new CopyOnWriteArrayList<>();
    private final AtomicInteger largestBuffer = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile @Nullable String writeFailure;
    private volatile Wait beforeReads = () -> {};

    /** Refuses the page of the journal's files in which this text begins. */
    public void refusePageOf(Path directory, String text) throws IOException {
        for (Path file : CycleFiles.all(directory.resolve("journal"))) {
            byte[] bytes = Files.readAllBytes(file);
            byte[] wanted = text.getBytes(UTF_8);
            int at = IntStream.range(0, bytes.length - wanted.length)
                    .filter(i -> bytes[i] == wanted[0]
                            && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length))
                    .findFirst()
                    .orElse(-1);
            if (at >= 0) {
                refuse(file, at, at + 1);
                return;
            }
        }
        throw new AssertionError("no file holds " + text);
    }

    /** Refuses all pages with one of these bytes. */
    public void refuse(Path file, long from, long to) {
        long end = (to + PAGE_BYTES - 1) & -PAGE_BYTES;
        bad.add(new Bad(file.getFileName().toString(), from & -PAGE_BYTES, end));
    }

    /** Fails every write from now on with this reason; with none, takes them again. */
    public void failWrites(@Nullable String reason) {
        writeFailure = reason;
    }

    /** What a read may wait for. */
    public interface Wait {
        void await() throws InterruptedException;
    }

    /** Lets every read wait for this first. */
    public void beforeReads(Wait wait) {
        beforeReads = wait;
    }

    /** The length of the largest buffer that was ever read into. */
    public int largestBuffer() {
        return largestBuffer.get();
    }

    /** How many reads were refused. */
    public int refused() {
        return refused.get();
    }

    @Override
    public int read(FileChannel channel, Path file, ByteBuffer into, long position) throws IOException {
        try {
            beforeReads.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        largestBuffer.accumulateAndGet(into.capacity(), Math::max);
        if (bad.isEmpty()) {
            return channel.read(into, position);
        }
        String name = file.getFileName().toString();
        long sound = into.remaining();
        for (Bad one : bad) {
            if (one.file.equals(name) && position < one.to && position + sound > one.from) {
                sound = one.from - position;
            }
        }
        if (sound <= 0) {
            refused.incrementAndGet();
            throw new IOException("Input/output error");
        }
        ByteBuffer part = into.slice(into.position(), (int) sound);
        int read = channel.read(part, position);
        into.position(into.position() + Math.max(0, read));
        return read;
    }

    @Override
    public int write(FileChannel channel, Path file, ByteBuffer from, long position) throws IOException {
        String reason = writeFailure;
        if (reason != null) {
            throw new IOException(reason);
        }
        return channel.write(from, position);
    }
}
