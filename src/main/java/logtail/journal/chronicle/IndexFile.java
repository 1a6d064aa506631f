package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import logtail.event.Block;
import logtail.journal.Journal;
import org.jspecify.annotations.Nullable;

/** Reads indexes from their files, and believes them only when they are of the blocks that are there. Any thread. */
final class IndexFile {
    private static final long NOT_THERE = -1;

    private IndexFile() {}

    /** The id that an index begins with, unverified, or {@link Journal#NONE} when there is no such file. */
    static long firstId(CycleNames names, int cycle) throws IOException {
        try (var file = Files.newInputStream(names.index(cycle))) {
            CycleIndex head = CycleIndex.parse(cycle, file.readNBytes(CycleIndex.HEADER_BYTES));
            return head.size() == 0 ? Journal.NONE : head.firstId();
        } catch (NoSuchFileException e) {
            return Journal.NONE;
        }
    }

    /** The index of a cycle that is over, or null when there is none to be believed. */
    static @Nullable CycleIndex read(CycleNames names, int cycle) throws IOException {
        try (FileChannel blocks = blocks(names, cycle)) {
            @Nullable CycleIndex index = parse(names, cycle, blocks);
            boolean isSame =
                    index != null && (index.count() == 0 || endOf(blocks, index, index.count() - 1) != NOT_THERE);
            return isSame ? index : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * An index to be gone on with, and where its last block ends. What it says of blocks that are not there is dropped, as
     * others may have the same ids by now: when a power cut took the newest blocks, the index may have outlived them.
     *
     * @param nextId the id that the journal goes on with
     */
    static @Nullable Resumed readNewest(CycleNames names, int cycle, long nextId) throws IOException {
        try (FileChannel blocks = blocks(names, cycle)) {
            @Nullable CycleIndex index = parse(names, cycle, blocks);
            if (index == null) {
                return null;
            }
            index.reopen();
            for (int last = index.count() - 1; last >= 0; last--) {
                long end = endOf(blocks, index, last);
                if (end != NOT_THERE && index.lastId(last) < nextId) {
                    return new Resumed(index, end, index.lastExcerpt(last));
                }
                index.dropLast();
            }
            return null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * @param end where the last block that is described ends in the file of the cycle
     * @param excerpt its number there
     */
    record Resumed(CycleIndex index, long end, long excerpt) {}

    private static FileChannel blocks(CycleNames names, int cycle) throws IOException {
        return FileChannel.open(names.blocks(cycle), StandardOpenOption.READ);
    }

    private static @Nullable CycleIndex parse(CycleNames names, int cycle, FileChannel blocks) throws IOException {
        CycleIndex index = CycleIndex.parse(cycle, Files.readAllBytes(names.index(cycle)));
        if (index.size() == 0) {
            return null;
        }
        @Nullable Block first = head(blocks, index.firstOffset());
        boolean isSame =
                first != null && first.firstIndex() == index.firstId() && first.checksum() == index.firstBlock();
        return isSame ? index : null;
    }

    private static long endOf(FileChannel blocks, CycleIndex index, int stretch) throws IOException {
        long offset = index.getLong(stretch, CycleIndex.OFFSET);
        @Nullable Block last = head(blocks, offset);
        if (last == null
                || last.lastIndex() != index.lastId(stretch)
                || last.checksum() != index.getInt(stretch, CycleIndex.BLOCK)) {
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
