package logtail.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.InMemoryJournal;
import logtail.pipeline.Ack;
import logtail.pipeline.SteppedWriter;
import logtail.query.TailQuery;
import logtail.tail.SteppedHub;

/**
 * As {@link Simulation}, of a journal of several lanes that two nodes read, on one thread, with each step chosen by a seed: lines
 * through the write path, lanes that get lines twice, that lose blocks to retention and damage, new blocks that come from any lane first, nodes that
 * die, and readers that are slow, break off and come back to either node.
 */
final class LanesSimulation implements Run {
    private static final int STEPS = 80;
    private static final int MAX_CLIENTS = 5;
    private static final int SLOT_BYTES = 15 * 1024;
    private static final int MAX_MESSAGE_BYTES = 2048;
    private static final long QUICK_NS = 10_000;
    private static final long SLOW_NS = 3_000_000;
    private static final long APART_NS = TimeUnit.SECONDS.toNanos(11);
    private static final List<Query> QUERIES = List.of(Query.values());

    private final RandomGenerator choices;
    private final InMemoryJournal journal;
    private final History history;
    private final List<Client> clients = new ArrayList<>();
    private final List<SteppedHub> nodes = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final Deque<Said> sent = new ArrayDeque<>();
    private final SteppedWriter writer;
    private final Connection connection = new Connection();
    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private long hubNs;
    private int lines;
    private int blocks; // that history knows
    private int acknowledged;

    LanesSimulation(long seed, int lanes) {
        choices = new SplittableRandom(seed);
        journal = new InMemoryJournal(lanes).mix(choices).twice(choices);
        history = new History(lanes);
        writer = new SteppedWriter(journal, SLOT_BYTES, MAX_MESSAGE_BYTES);
        nodes.add(newNode());
        nodes.add(newNode());
    }

    @Override
    public List<String> steps() {
        return steps;
    }

    @Override
    public void run() {
        for (int i = 0; i < STEPS; i++) {
            step(choices.nextInt(100));
            history.check(journal);
        }
        steps.add("all read to the end");
        clients.add(newClient(TailQuery.ALL));
        clients.forEach(client -> client.readAll(() -> hubNs += APART_NS));
    }

    @Override
    public void close() {
        nodes.forEach(SteppedHub::close);
        journal.close();
    }

    private void step(int choice) {
        if (choice < 30) {
            write();
        } else if (choice < 52) {
            read();
        } else if (choice < 66) {
            readLive();
        } else if (choice < 74) {
            arrive();
        } else if (choice < 84) {
            comeBack();
        } else if (choice < 88) {
            nowNs += choices.nextLong(SLOW_NS);
        } else if (choice < 92) {
            retire();
        } else if (choice < 96) {
            damage();
        } else {
            die();
        }
    }

    private void write() {
        int count = 1 + choices.nextInt(8);
        int reads = 1 + choices.nextInt(3);
        steps.add("write %d lines, in %d reads".formatted(count, reads));
        for (int i = 0; i < count; i++) {
            Said said = Said.next(lines++, choices);
            sent.add(said);
            connection.send(said, choices.nextBoolean());
        }
        int acknowledgedBefore = acknowledged;
        for (int i = 1; i <= reads; i++) {
            int taken = connection.read(choices.nextInt(2500), writer.encoder(), nowNs);
            for (int line = 0; line < taken; line++) {
                history.append(sent.remove());
            }
            writer.publish(newAck(), i == reads);
        }
        List<Block> written = journal.written();
        history.commit(written.subList(blocks, written.size()));
        blocks = written.size();
        if (acknowledged != acknowledgedBefore + reads) {
            throw new AssertionError("not acknowledged");
        }
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
                nodes.forEach(node -> node.stepHistory(choices.nextInt(2)));
            }
        }
    }

    private void readLive() {
        int count = choices.nextInt(6);
        SteppedHub node = choose(nodes);
        steps.add("live readers of node %d get %d blocks".formatted(nodes.indexOf(node), count));
        boolean hasMore = true;
        for (int i = 0; i < count && hasMore; i++) {
            hasMore = node.stepLive();
        }
        if (!hasMore) {
            clients.forEach(client -> client.expectLevelIfLive(node));
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
        SteppedHub node = choose(nodes);
        steps.add("a client comes to node %d for %s from %d, following: %s"
                .formatted(nodes.indexOf(node), query, from, isFollowing));
        return new Client(query, from, isFollowing, history, journal, node);
    }

    private void comeBack() {
        if (!clients.isEmpty()) {
            int client = choices.nextInt(clients.size());
            SteppedHub node = choose(nodes);
            steps.add("client %d comes back, to node %d".formatted(client, nodes.indexOf(node)));
            clients.get(client).resume(journal, node);
        }
    }

    /** A node dies, its clients go to either, and another node begins. */
    private void die() {
        SteppedHub dead = choose(nodes);
        int place = nodes.indexOf(dead);
        steps.add("node %d dies".formatted(place));
        nodes.set(place, newNode());
        clients.stream().filter(client -> client.isAt(dead)).forEach(client -> client.resume(journal, choose(nodes)));
        dead.close();
    }

    private void retire() {
        if (!history.order().isEmpty()) {
            long id = choose(history.order());
            steps.add("retire up to %d of lane %d".formatted(id, EventId.lane(id)));
            journal.forgetBefore(id);
        }
    }

    /** Of all but the newest block, as damage at the end of a lane is for the journal to notice. */
    private void damage() {
        if (!history.order().isEmpty()) {
            long id = choose(history.order());
            steps.add("damage of the block of %d".formatted(id));
            journal.written().stream()
                    .filter(block -> block.firstIndex() <= id && id <= block.lastIndex())
                    .forEach(block -> history.lose(block.firstIndex(), block.lastIndex()));
            journal.lose(id);
        }
    }

    private <T> T choose(List<T> all) {
        return all.get(choices.nextInt(all.size()));
    }

    private SteppedHub newNode() {
        return new SteppedHub(journal, () -> nowNs, () -> hubNs += choices.nextInt(16) == 0 ? SLOW_NS : QUICK_NS);
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
