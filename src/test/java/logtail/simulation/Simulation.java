package logtail.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import logtail.event.BlockEncoder;
import logtail.journal.Blocks;
import logtail.journal.chronicle.JournalLives;
import logtail.journal.chronicle.JournalLives.Ids;
import logtail.journal.chronicle.JournalLives.Tear;
import logtail.pipeline.Ack;
import logtail.pipeline.SteppedWriter;
import logtail.query.TailQuery;
import logtail.tail.SteppedHub;

/**
 * One run of everything between a sender's bytes and a reader's bytes, on one thread, with each step chosen by a seed:
 * lines through framing, parsing, the write path, the real journal and real sessions, while the journal crashes, is torn
 * and damaged, loses files to retention and sees the clock jump, and readers are slow, break off and come back.
 *
 * <p>{@link History} knows what must be true; each {@link Client} compares what it is shown with it, and after every step
 * so does the journal's own word of its first and last id.
 */
final class Simulation implements Run {
    private static final int STEPS = 80;
    private static final int MAX_CLIENTS = 5;
    private static final int SLOT_BYTES = 15 * 1024;
    private static final int MAX_MESSAGE_BYTES = 2048;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final long QUICK_NS = 10_000;
    private static final long SLOW_NS = 3_000_000;
    private static final long APART_NS = TimeUnit.SECONDS.toNanos(11);
    private static final List<Integer> RETAINED = // a block per file; some blocks; so many that only age counts
            List.of(256 << 10, 2560 << 10, 2560 << 10, 16 << 20);

    private static final List<Query> QUERIES = List.of(Query.values());
    private static final List<Tear> TEARS = List.of(Tear.values());

    private final RandomGenerator choices;
    private final History history = new History(1);
    private final List<Client> clients = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final Deque<Said> sent = new ArrayDeque<>();
    private final BlockEncoder encoder = new BlockEncoder(SLOT_BYTES, MAX_MESSAGE_BYTES);
    private final JournalLives lives;
    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private long tickNs;
    private long hubNs;
    private int lines;
    private int acknowledged;
    private Connection connection = new Connection();
    private SteppedWriter writer;
    private SteppedHub tails;

    /** The run of this seed, in a directory that is made for it and deleted at the end. */
    Simulation(long seed, Path directory) {
        choices = new SplittableRandom(seed);
        lives = new JournalLives(directory, choose(RETAINED), () -> nowNs, () -> tickNs);
        writer = newWriter();
        tails = newTails();
    }

    @Override
    public List<String> steps() {
        return steps;
    }

    @Override
    public void run() throws IOException {
        for (int i = 0; i < STEPS; i++) {
            step(choices.nextInt(100));
            history.check(lives.journal());
        }
        steps.add("all read to the end");
        clients.add(newClient(TailQuery.ALL));
        clients.forEach(client -> client.readAll(this::passTimeApart));
    }

    @Override
    public void close() {
        tails.close();
        lives.close();
    }

    private void step(int choice) throws IOException {
        if (choice < 25) {
            write();
        } else if (choice < 35) {
            append();
        } else if (choice < 40) {
            commit();
        } else if (choice < 60) {
            read();
        } else if (choice < 70) {
            readLive();
        } else if (choice < 75) {
            arrive();
        } else if (choice < 79) {
            comeBack();
        } else if (choice < 86) {
            passTime();
        } else if (choice < 88) {
            jump();
        } else if (choice < 92) {
            retire();
        } else if (choice < 95) {
            damage();
        } else if (choice < 97) {
            reopen();
        } else {
            crash();
        }
    }

    /** Some reads of the socket become one batch, which is committed and acknowledged. */
    private void write() {
        send(1 + choices.nextInt(8));
        int reads = 1 + choices.nextInt(3);
        steps.add("write, in %d reads".formatted(reads));
        int acknowledgedBefore = acknowledged;
        for (int i = 1; i <= reads; i++) {
            take(connection.read(choices.nextInt(2500), writer.encoder(), nowNs));
            writer.publish(newAck(), i == reads);
        }
        history.commit();
        if (acknowledged != acknowledgedBefore + reads) {
            throw new AssertionError("not acknowledged");
        }
    }

    /** Blocks that a crash may take. */
    private void append() {
        int blocks = 1 + choices.nextInt(3);
        steps.add("append %d blocks".formatted(blocks));
        for (int i = 0; i < blocks; i++) {
            send(1 + choices.nextInt(4));
            take(connection.read(Integer.MAX_VALUE, encoder, nowNs));
            encoder.finish();
            lives.journal().append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
            encoder.reset();
        }
    }

    private void commit() {
        steps.add("commit");
        lives.journal().commit();
        history.commit();
    }

    /** Somebody has room again, and the history workers have some turns. */
    private void read() {
        if (!clients.isEmpty()) {
            int client = choices.nextInt(clients.size());
            int items = choices.nextInt(4) == 0 ? 1_000 : choices.nextInt(20);
            int turns = choices.nextInt(8);
            steps.add("client %d reads %d, then %d turns".formatted(client, items, turns));
            clients.get(client).read(items);
            for (int i = 0; i < turns; i++) {
                tails.stepHistory(choices.nextInt(2));
            }
        }
    }

    private void readLive() {
        int blocks = choices.nextInt(6);
        steps.add("live readers get %d blocks".formatted(blocks));
        boolean hasMore = true;
        for (int i = 0; i < blocks && hasMore; i++) {
            hasMore = tails.stepLive();
        }
        if (!hasMore) {
            clients.forEach(client -> client.expectLevelIfLive(tails));
        }
    }

    private void arrive() {
        if (clients.size() == MAX_CLIENTS) {
            clients.removeFirst().leave();
        }
        long from = choices.nextBoolean() ? TailQuery.ALL : choices.nextInt(30);
        clients.add(newClient(from));
    }

    private Client newClient(long from) {
        Query query = choose(QUERIES);
        boolean isFollowing = choices.nextInt(4) > 0;
        steps.add("a client comes for %s from %d, following: %s".formatted(query, from, isFollowing));
        return new Client(query, from, isFollowing, history, lives.journal(), tails);
    }

    private void comeBack() {
        if (!clients.isEmpty()) {
            int client = choices.nextInt(clients.size());
            steps.add("client %d comes back".formatted(client));
            clients.get(client).resume(lives.journal(), tails);
        }
    }

    private void passTime() {
        long passedNs = choices.nextBoolean() ? choices.nextLong(HOUR_NS / 2) : choices.nextLong(8 * HOUR_NS);
        steps.add("%d s pass".formatted(TimeUnit.NANOSECONDS.toSeconds(passedNs)));
        nowNs += passedNs;
        tickNs += passedNs;
    }

    private void jump() {
        int hours = choices.nextInt(-100, 100);
        steps.add("the wall clock jumps by %d h".formatted(hours));
        nowNs += hours * HOUR_NS;
    }

    private void retire() {
        steps.add("retire");
        lives.retire();
    }

    private void damage() throws IOException {
        List<Ids> lost = lives.damage(choices);
        steps.add("damage of " + lost);
        lost.forEach(ids -> history.lose(ids.from(), ids.to()));
    }

    private void reopen() {
        steps.add("stop and start");
        tails.close();
        lives.reopen();
        begin(List.of());
    }

    private void crash() throws IOException {
        Tear tear = choose(TEARS);
        steps.add("crash, torn: " + tear);
        tails.close();
        begin(lives.crash(tear, choices));
    }

    /** The next life: senders and subscribers connect again. */
    private void begin(List<Ids> torn) {
        history.recover(lives.journal().lastIndex(), torn);
        connection = new Connection();
        sent.clear();
        writer = newWriter();
        tails = newTails();
        clients.forEach(client -> client.resume(lives.journal(), tails));
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            Said said = Said.next(lines++, choices);
            sent.add(said);
            connection.send(said, choices.nextBoolean());
        }
    }

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            history.append(sent.remove());
        }
    }

    private <T> T choose(List<T> all) {
        return all.get(choices.nextInt(all.size()));
    }

    /** Time passes at each look at the clock, now and then enough to make somebody too slow for the others. */
    private SteppedHub newTails() {
        return new SteppedHub(
                lives.journal(), () -> nowNs, () -> hubNs += choices.nextInt(16) == 0 ? SLOW_NS : QUICK_NS);
    }

    private void passTimeApart() {
        hubNs += APART_NS;
    }

    private SteppedWriter newWriter() {
        return new SteppedWriter(lives.journal(), SLOT_BYTES, MAX_MESSAGE_BYTES);
    }

    private Ack newAck() {
        return new Ack() {
            @Override
            public void kept() {
                acknowledged++;
            }

            @Override
            public void refused(Throwable why) {
                throw new AssertionError(why);
            }
        };
    }
}
