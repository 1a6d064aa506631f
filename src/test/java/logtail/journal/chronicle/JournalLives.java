package logtail.journal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import logtail.LiveFiles;
import logtail.event.Block;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleFiles;
import logtail.runtime.Clock;

/**
 * One journal through its lives: stopped or crashed, damaged, opened again. A crash is a copy of the files as they are,
 * as they would be after {@code kill -9}; the old instance is closed afterwards and its files are thrown away. After a
 * torn write the copy is not whole. One thread.
 */
public final class JournalLives implements AutoCloseable {
    /**
     * What an event's block takes with it when it is not sound.
     *
     * @param from the id of its first event
     * @param to the id of its last one
     */
    public record Ids(long from, long to) {}

    /** How the blocks that were not committed look after a crash. */
    public enum Tear {
        /** All there: the process was killed. */
        NONE,
        /** Some bits are others. */
        BITS,
        /** They end in zeros: power was cut. */
        ZEROS
    }

    private static final int WORD_BYTES = 4;
    private static final int BLOCK_SIZE_BYTES = 64 << 10;
    private static final Duration RETAIN_FOR = Duration.ofHours(24);

    private final Path root;
    private final long retainBytes;
    private final Clock clock;
    private final Clock ticker;
    private int life;
    private ChronicleJournal journal;

    /**
     * The first life.
     *
     * @param root is made, and deleted at the end
     * @param retainBytes at least 256 KiB; each file takes 64 KiB besides its blocks
     */
    public JournalLives(Path root, long retainBytes, Clock clock, Clock ticker) {
        this.root = root;
        this.retainBytes = retainBytes;
        this.clock = clock;
        this.ticker = ticker;
        journal = open();
    }

    public ChronicleJournal journal() {
        return journal;
    }

    /** Deletes what retention may delete. */
    public void retire() {
        journal.retire();
    }

    /** Stops in good order and starts again. */
    public void reopen() {
        journal.close();
        journal = open();
    }

    /**
     * Dies and starts again.
     *
     * @return what is torn, of the blocks that were not committed
     */
    public List<Ids> crash(Tear tear, RandomGenerator choices) throws IOException {
        long committed = journal.lastIndex();
        Path dead = directory();
        life++;
        copy(dead, directory());
        journal.close();
        delete(dead);
        List<Ids> torn = tear == Tear.NONE ? List.of() : tear(tear, committed, choices);
        journal = open();
        return torn;
    }

    /**
     * Changes a bit in one of the committed blocks, or, in a file that is not written to any more, zeroes one with its length.
     *
     * @return the ids that are lost; none when there is no such block
     */
    public List<Ids> damage(RandomGenerator choices) throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            return List.of();
        }
        Path file = files.get(choices.nextInt(files.size()));
        List<Place> places = places(file);
        places.removeIf(place -> place.ids.to() > journal.lastIndex());
        if (places.isEmpty()) {
            return List.of();
        }
        Place place = places.get(choices.nextInt(places.size()));
        if (!file.equals(files.getLast()) && choices.nextInt(3) == 0) {
            zero(file, place, choices);
        } else {
            flip(file, place, choices);
        }
        return List.of(place.ids);
    }

    @Override
    public void close() {
        journal.close();
        try {
            delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Ids> tear(Tear tear, long committed, RandomGenerator choices) throws IOException {
        List<Ids> torn = new ArrayList<>();
        for (Path file : files()) {
            for (Place place : places(file)) {
                if (place.ids.from() > committed && choices.nextInt(3) > 0) {
                    switch (tear) {
                        case NONE -> {}
                        case BITS -> flip(file, place, choices);
                        case ZEROS -> zero(file, place, choices);
                    }
                    torn.add(place.ids);
                }
            }
        }
        return torn;
    }

    private static void flip(Path file, Place place, RandomGenerator choices) throws IOException {
        long at = place.offset + choices.nextInt(Block.HEADER_BYTES, place.length);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ (1 << choices.nextInt(8))));
            channel.write(one.flip(), at);
        }
    }

    private static void zero(Path file, Place place, RandomGenerator choices) throws IOException {
        int from = choices.nextInt(-WORD_BYTES, Block.HEADER_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(place.length - from), place.offset + from);
        }
    }

    /** The sound blocks of a file. */
    private static List<Place> places(Path file) throws IOException {
        List<Place> places = new ArrayList<>();
        try (var blocks = new CycleFile(file)) {
            for (var found = blocks.next(); found != CycleFile.Found.END; found = blocks.next()) {
                if (found == CycleFile.Found.BLOCK) {
                    Block block = blocks.block();
                    places.add(new Place(
                            blocks.offset() + WORD_BYTES,
                            block.lengthBytes(),
                            new Ids(block.firstIndex(), block.lastIndex())));
                }
            }
        }
        return places;
    }

    private ChronicleJournal open() {
        return ChronicleJournal.open(settings(), clock, ticker);
    }

    private JournalSettings settings() {
        return new JournalSettings(
                directory(), BLOCK_SIZE_BYTES, JournalSettings.Sync.NONE, 1 << 20, RETAIN_FOR, retainBytes);
    }

    private Path directory() {
        return root.resolve(Integer.toString(life));
    }

    private Path folder() {
        return ChronicleJournal.folder(settings());
    }

    private List<Path> files() throws IOException {
        return CycleFiles.all(folder());
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : LiveFiles.under(from)) {
            try {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (NoSuchFileException e) {
                // an index that is just being made again gets its name
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Where in a file a block begins, and how long it is, in bytes. */
    private record Place(long offset, int length, Ids ids) {}
}
