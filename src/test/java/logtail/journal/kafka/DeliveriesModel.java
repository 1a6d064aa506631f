package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.Blocks;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that store the same deliveries in lanes that they share, one step after the other as a seed has it: tries that overlap,
 * that their senders give up, whose blocks arrive late or in part, live readers that lag, nodes that die. Counting, dealing and
 * the readers' rule are those of the journal itself; only Kafka is a list here.
 */
final class DeliveriesModel {
    private static final int MOST_LANES = 3;
    private static final int MOST_NODES = 3;
    private static final int MOST_TRIES = 4;
    private static final int MOST_LINES = 12;
    private static final int STEPS = 60;
    private static final List<AttemptKey> KEYS = List.of(new AttemptKey(1, 1, false), new AttemptKey(2, 7, true));
    private static final String[] APPS = {"web", "db", "cron", "auth", "mail", "cache"};
    private static final Slice[] APP_NAMES = slices(APPS);
    private static final Slice NOISE = Slice.of("noise");

    /** What is used again by the next run, as it is large. */
    static final class Tools {
        private final LaneEncoders[][] encoders = new LaneEncoders[MOST_LANES + 1][MOST_NODES];
        private final BlockEncoder slot = new BlockEncoder(16 << 10, 64);
        private final Line line = new Line();
        private final Slice[] numbers = new Slice[MOST_LINES];
        private @Nullable DeliveriesModel current;

        Tools() {
            for (int number = 0; number < numbers.length; number++) {
                numbers[number] = Slice.of(Integer.toString(number));
            }
            for (int lanes = 1; lanes <= MOST_LANES; lanes++) {
                for (int node = 0; node < MOST_NODES; node++) {
                    int writer = node;
                    encoders[lanes][node] = new LaneEncoders(
                            lanes, (lane, block, stamp, parts) -> finished(writer, lane, block, stamp));
                }
            }
        }

        private void finished(int node, int lane, BlockEncoder block, @Nullable Stamp stamp) {
            if (current != null) {
                current.nodes.get(node).send(lane, new Sent(stamp, messages(block)));
            }
        }

        private static List<String> messages(BlockEncoder encoder) {
            List<String> messages = new ArrayList<>();
            var block = new Block().wrap(encoder.bytes(), 0);
            while (block.nextEvent()) {
                messages.add(new String(block.bytes(), block.messageFrom(), block.messageLength(), UTF_8));
            }
            return messages;
        }
    }

    /** A block in a lane: its lines by their numbers in the delivery. */
    private record Sent(@Nullable Stamp stamp, List<String> lines) {}

    /** A line that a reader shows. */
    private record Shown(int offset, @Nullable AttemptKey key, String line) {}

    private final class Node {
        private final LaneEncoders encoders;
        private final List<Deque<Sent>> sent = new ArrayList<>(); // and not arrived
        private final List<Try> tries = new ArrayList<>();
        private long[] readTo = new long[lanes.size()];
        private KnownLines known = new KnownLines(readTo);

        Node(LaneEncoders encoders) {
            this.encoders = encoders;
            lanes.forEach(lane -> sent.add(new ArrayDeque<>()));
        }

        void send(int lane, Sent block) {
            sent.get(lane).add(block);
        }

        void read(int lane, int most) {
            List<Sent> all = lanes.get(lane);
            for (int i = 0; i < most && readTo[lane] < all.size(); i++) {
                Stamp stamp = all.get((int) readTo[lane]++).stamp();
                if (stamp != null) {
                    known.add(lane, stamp);
                }
            }
            known.readTo(readTo);
        }

        boolean tryArrive(int lane) {
            Sent block = sent.get(lane).poll();
            if (block != null) {
                lanes.get(lane).add(block);
            }
            return block != null;
        }

        /** Dies with all that has not arrived, and starts again; then it reads what there is, unless it forgets. */
        void die() {
            encoders.finish();
            sent.forEach(Deque::clear);
            tries.clear();
            for (int lane = 0; lane < readTo.length; lane++) {
                readTo[lane] = lanes.get(lane).size();
            }
            known = new KnownLines(readTo);
            if (!forgets) {
                var older = new KnownLines(readTo);
                for (int lane = 0; lane < readTo.length; lane++) {
                    for (Sent block : lanes.get(lane)) {
                        if (block.stamp() != null) {
                            older.add(lane, block.stamp());
                        }
                    }
                }
                known.addOlder(older);
            }
        }
    }

    /** A try of a delivery on a node, and how many of its lines the node has taken. */
    private final class Try {
        private final int delivery;
        private final LaneTry lines;
        private int taken;

        Try(int delivery, Node node) {
            this.delivery = delivery;
            lines = node.known.begin(KEYS.get(delivery), Optional.empty()).orElseThrow();
        }

        boolean isWhole() {
            return taken == bodies.get(delivery).length;
        }

        void take(Node node, int most) {
            int[] body = bodies.get(delivery);
            int to = Math.min(body.length, taken + most);
            node.encoders.deal(slot(body, taken, to), lines, Blocks.NOBODY);
            taken = to;
        }
    }

    private final Tools tools;
    private final RandomGenerator choices;
    private final boolean forgets;
    private final List<List<Sent>> lanes = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<int[]> bodies = new ArrayList<>(); // the app of each line
    private final List<String> steps = new ArrayList<>();
    private int begun;
    private int blocks;
    private int doubles;

    /** @param forgets whether nodes that start again know nothing, so that lines may come twice, but the same to all readers */
    DeliveriesModel(Tools tools, long seed, boolean forgets) {
        this.tools = tools;
        this.forgets = forgets;
        choices = new SplittableRandom(seed);
        int count = 1 + choices.nextInt(MOST_LANES);
        for (int lane = 0; lane < count; lane++) {
            lanes.add(new ArrayList<>());
        }
        for (int node = 0; node < 2 + choices.nextInt(MOST_NODES - 1); node++) {
            nodes.add(new Node(tools.encoders[count][node]));
        }
        for (int delivery = 0; delivery < 1 + choices.nextInt(KEYS.size()); delivery++) {
            bodies.add(choices.ints(1 + choices.nextInt(MOST_LINES), 0, APPS.length)
                    .toArray());
        }
        tools.current = this;
    }

    /** How many blocks of deliveries arrived. */
    int blocks() {
        return blocks;
    }

    /** How many of them readers show in part or not at all. */
    int doubles() {
        return doubles;
    }

    List<String> steps() {
        return steps;
    }

    void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        for (int delivery = 0; delivery < bodies.size(); delivery++) {
            succeed(delivery);
        }
        nodes.forEach(node -> {
            node.encoders.finish();
            for (int lane = 0; lane < lanes.size(); lane++) {
                while (node.tryArrive(lane)) {}
            }
        });
        check();
    }

    private void step() {
        Node node = nodes.get(choices.nextInt(nodes.size()));
        int lane = choices.nextInt(lanes.size());
        int choice = choices.nextInt(100);
        if (choice < 12) {
            begin(node);
        } else if (choice < 40) {
            withTry(node, tried -> {
                steps.add("node %d takes lines of delivery %d from %d on"
                        .formatted(nodes.indexOf(node), tried.delivery, tried.taken));
                tried.take(node, 1 + choices.nextInt(5));
                if (tried.isWhole()) {
                    node.tries.remove(tried);
                }
            });
        } else if (choice < 52) {
            steps.add("node %d commits".formatted(nodes.indexOf(node)));
            node.encoders.finish();
        } else if (choice < 74) {
            if (node.tryArrive(lane)) {
                steps.add("lane %d gets %s of node %d"
                        .formatted(lane, lanes.get(lane).getLast(), nodes.indexOf(node)));
            }
        } else if (choice < 88) {
            node.read(lane, 1 + choices.nextInt(4));
            steps.add("node %d has read lane %d to %d".formatted(nodes.indexOf(node), lane, node.readTo[lane]));
        } else if (choice < 92) {
            withTry(node, node.tries::remove);
        } else if (choice < 97) {
            int[] line = {choices.nextInt(APPS.length)};
            node.encoders.deal(noise(line[0]), null, Blocks.NOBODY);
        } else {
            steps.add("node %d dies".formatted(nodes.indexOf(node)));
            node.die();
        }
    }

    private void begin(Node node) {
        int delivery = choices.nextInt(bodies.size());
        if (begun < MOST_TRIES && node.tries.stream().noneMatch(tried -> tried.delivery == delivery)) {
            begun++;
            steps.add("node %d begins delivery %d".formatted(nodes.indexOf(node), delivery));
            node.tries.add(new Try(delivery, node));
        }
    }

    private void withTry(Node node, Consumer<Try> what) {
        if (!node.tries.isEmpty()) {
            what.accept(node.tries.get(choices.nextInt(node.tries.size())));
        }
    }

    /** The sender does not give up before one try has brought all; meanwhile all else goes on. */
    private void succeed(int delivery) {
        Node node = nodes.get(choices.nextInt(nodes.size()));
        node.tries.removeIf(tried -> tried.delivery == delivery);
        var last = new Try(delivery, node);
        steps.add("node %d begins delivery %d for the last time".formatted(nodes.indexOf(node), delivery));
        while (!last.isWhole()) {
            last.take(node, 1 + choices.nextInt(6));
            for (Node other : nodes) {
                if (other != node && choices.nextBoolean()) {
                    other.encoders.finish();
                    other.tryArrive(choices.nextInt(lanes.size()));
                }
            }
        }
        node.encoders.finish();
        for (int lane = 0; lane < lanes.size(); lane++) {
            while (node.tryArrive(lane)) {}
        }
    }

    private Block slot(int[] body, int from, int to) {
        tools.slot.reset();
        for (int number = from; number < to; number++) {
            add(APP_NAMES[body[number]], tools.numbers[number]);
        }
        tools.slot.finish();
        return new Block().wrap(tools.slot.bytes(), 0);
    }

    private Block noise(int app) {
        tools.slot.reset();
        add(APP_NAMES[app], NOISE);
        tools.slot.finish();
        return new Block().wrap(tools.slot.bytes(), 0);
    }

    private void add(Slice app, Slice message) {
        tools.line.clear();
        tools.line.app.set(app);
        tools.line.message.set(message);
        if (!tools.slot.tryAppend(tools.line, 1)) {
            throw new IllegalStateException("too much for a slot");
        }
    }

    private void check() {
        for (int lane = 0; lane < lanes.size(); lane++) {
            List<Shown> all = readFrom(lane, 0);
            checkLines(lane, all);
            for (int from = 1; from <= lanes.get(lane).size(); from++) {
                int first = from;
                assertThat(readFrom(lane, from))
                        .as("lane %d from %d", lane, from)
                        .isEqualTo(all.stream()
                                .filter(shown -> shown.offset() >= first)
                                .toList());
            }
        }
    }

    private void checkLines(int lane, List<Shown> all) {
        Map<AttemptKey, List<String>> found = new HashMap<>();
        int noise = 0;
        for (Shown shown : all) {
            if (shown.key() == null) {
                noise++;
            } else {
                found.computeIfAbsent(shown.key(), unused -> new ArrayList<>()).add(shown.line());
            }
        }
        assertThat(noise)
                .isEqualTo(lanes.get(lane).stream()
                        .filter(block -> block.stamp() == null)
                        .mapToInt(block -> block.lines().size())
                        .sum());
        for (int delivery = 0; delivery < bodies.size(); delivery++) {
            List<String> lines = found.getOrDefault(KEYS.get(delivery), List.of());
            List<String> expected = linesOf(bodies.get(delivery), lane);
            if (forgets) {
                assertThat(lines.stream().distinct())
                        .as("delivery %d in lane %d", delivery, lane)
                        .isEqualTo(expected);
            } else {
                assertThat(lines).as("delivery %d in lane %d", delivery, lane).isEqualTo(expected);
            }
        }
        for (Sent block : lanes.get(lane)) {
            blocks += block.stamp() == null ? 0 : 1;
        }
    }

    private List<String> linesOf(int[] body, int lane) {
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < body.length; number++) {
            byte[] app = APPS[body[number]].getBytes(UTF_8);
            if (Lanes.lane(app, 0, app.length, lanes.size()) == lane) {
                lines.add(Integer.toString(number));
            }
        }
        return lines;
    }

    /** What a reader shows that begins at an offset; now and then it goes elsewhere and comes back. */
    private List<Shown> readFrom(int lane, int from) {
        List<Sent> all = lanes.get(lane);
        long[] offsets = new long[lanes.size()];
        offsets[lane] = from;
        var once = new ShownOnce(offsets, this::lastLine, 1 << choices.nextInt(6));
        List<Shown> shown = new ArrayList<>();
        for (int offset = from; offset < all.size(); offset++) {
            if (choices.nextInt(20) == 0) {
                int elsewhere = choices.nextInt(all.size());
                once.leftOut(lane, elsewhere, all.get(elsewhere).stamp());
            }
            Sent block = all.get(offset);
            int leftOut = once.leftOut(lane, offset, block.stamp());
            doubles += from == 0 && leftOut > 0 ? 1 : 0;
            AttemptKey key = block.stamp() == null ? null : block.stamp().key();
            for (String line : block.lines().subList(leftOut, block.lines().size())) {
                shown.add(new Shown(offset, key, line));
            }
        }
        return shown;
    }

    private int lastLine(int lane, AttemptKey key, long from, long to) {
        return lanes.get(lane).subList((int) from, (int) to).stream()
                .map(Sent::stamp)
                .filter(stamp -> stamp != null && stamp.key().equals(key))
                .mapToInt(Stamp::to)
                .max()
                .orElse(0);
    }

    private static Slice[] slices(String... texts) {
        Slice[] slices = new Slice[texts.length];
        for (int i = 0; i < texts.length; i++) {
            slices[i] = Slice.of(texts[i]);
        }
        return slices;
    }
}
