package logtail.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import logtail.journal.JournalId;
import logtail.runtime.DurableFiles;

/**
 * How far each producer is found in a journal up to one of its ids, in the file {@code producers} beside it.
 *
 * <pre>
 *   0        4         8         16        24
 *   +--------+---------+---------+---------+-------------------------------------+--------+
 *   | "LTPR" | version | journal | index   | producer u64, sequence u64, lines u32 | crc32c |  little-endian
 *   +--------+---------+---------+---------+-------------------------------------+--------+
 *                                            as often as the file is long           u32, of all before
 * </pre>
 *
 * It is replaced whole and forced, so a death at any moment leaves the old one or the new one. One thread at a time.
 */
final class ProducersFile {
    private static final int MAGIC = 0x5250_544C;
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 24;
    private static final int MOST_BYTES = HEAD_BYTES + Producers.MAX_PRODUCERS * Producers.SAVED_BYTES + Integer.BYTES;

    private final Path path;
    private final JournalId journal;

    /**
     * What the file says.
     *
     * @param index all receipts up to it are there, and none of those behind it
     * @param producers as {@link Producers#saved} gave them
     */
    record Content(long index, ByteBuffer producers) {}

    ProducersFile(Path path, JournalId journal) {
        this.path = path;
        this.journal = journal;
    }

    /**
     * Empty when there is no file.
     *
     * @throws IOException when it cannot be read, is damaged, or tells of another journal
     */
    Optional<Content> read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1); // of one file, though it be replaced meanwhile
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int entries = bytes.length - HEAD_BYTES - Integer.BYTES;
        if (entries < 0 || bytes.length > MOST_BYTES || entries % Producers.SAVED_BYTES != 0) {
            throw new IOException("%s cannot be %d bytes long".formatted(path, Files.size(path)));
        }
        return Optional.of(content(bytes, HEAD_BYTES + entries));
    }

    private Content content(byte[] bytes, int checkedBytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (all.getInt(checkedBytes) != crc(bytes, checkedBytes)) {
            throw new IOException(path + " is damaged: its checksum is another");
        }
        if (all.getInt() != MAGIC || all.getInt() != VERSION) {
            throw new IOException(path + " is of no version that is known here");
        }
        long other = all.getLong();
        if (other != journal.value()) {
            throw new IOException("%s tells of journal %s, and this one is %s"
                    .formatted(path, Long.toUnsignedString(other, Character.MAX_RADIX), journal));
        }
        long index = all.getLong();
        return new Content(
                index, all.slice(HEAD_BYTES, checkedBytes - HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Replaces it; when this returns, the content survives a power cut. */
    void write(Content content) throws IOException {
        int checkedBytes = HEAD_BYTES + content.producers().remaining();
        ByteBuffer all = ByteBuffer.allocate(checkedBytes + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        all.putInt(MAGIC).putInt(VERSION).putLong(journal.value()).putLong(content.index());
        all.put(content.producers().duplicate());
        all.putInt(crc(all.array(), checkedBytes));
        DurableFiles.replace(path, out -> out.write(all.array()));
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
