package logtail.journal.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.files.CycleFiles;
import org.jspecify.annotations.Nullable;

/** Reads indexes from their files and verifies that they describe the blocks in the cycle files. Any thread. */
public final class IndexFile {
    private static final long NOT_THERE = -1;

    private IndexFile() {}

    /** The first id of an index, unverified, or {@link Journal#NONE} when there is no such file. */
    static long firstId(CycleFiles files, int cycle) throws IOException {
        try (var file = Files.newInputStream(files.index(cycle))) {
            CycleIndex head = CycleIndex.parse(cycle, file.readNBytes(CycleIndex.HEADER_BYTES));
            return head.size() == 0 ? Journal.NONE : head.firstId();
        } catch (NoSuchFileException e) {
            return Journal.NONE;
        }
    }

    /** The index of a cycle that is over, or null when there is no valid one. */
    static @Nullable CycleIndex read(CycleFiles files, int cycle) throws IOException {
        try (FileChannel blocks = blocks(files, cycle)) {
            @Nullable CycleIndex index = parse(files, cycle, blocks);
            boolean isSame =
                    index != null && (index.count() == 0 || endOf(blocks, index, index.count() - 1) != NOT_THERE);
            return isSame ? index : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static FileChannel blocks(CycleFiles files, int cycle) throws IOException {
        return FileChannel.open(files.path(cycle), StandardOpenOption.READ);
    }

    private static @Nullable CycleIndex parse(CycleFiles files, int cycle, FileChannel blocks) throws IOException {
        CycleIndex index = CycleIndex.parse(cycle, Files.readAllBytes(files.index(cycle)));
        if (index.size() == 0) {
            return null;
        }
        @Nullable Block first = head(blocks, index.firstOffset());
        boolean isSame =
                first != null && first.firstIndex() == index.firstId() && first.checksum() == index.firstBlock();
        return isSame ? index : null;
    }

    private static long endOf(FileChannel blocks, CycleIndex index, int record) throws IOException {
        long offset = index.getLong(record, CycleIndex.OFFSET);
        @Nullable Block last = head(blocks, offset);
        if (last == null
                || last.lastIndex() != index.lastId(record)
                || last.checksum() != index.getInt(record, CycleIndex.BLOCK)) {
            return NOT_THERE;
        }
        return offset + last.lengthBytes();
    }

    private static @Nullable Block head(FileChannel blocks, long offset) throws IOException {
        var head = ByteBuffer.allocate(Block.HEADER_BYTES);
        while (head.hasRemaining()) {
            if (blocks.read(head, offset + head.position()) <= 0) {
                return null;
            }
        }
        return new Block().wrap(head.array(), 0);
    }
}
