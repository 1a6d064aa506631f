package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import logtail.Seeds;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.event.Line;
import logtail.event.Slice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal does, whatever keeps it and however many lanes it has. */
public abstract class JournalContractTest {
    private static final List<String> APPS = List.of("web", "db", "cron", "auth", "mail", "cache", "edge");

    protected Journal journal;

    /** A journal that is empty; closed after each test. */
    protected abstract Journal open() throws Exception;

    /** Lets no reader read the block that holds this text, from now on. */
    protected abstract void refuse(String text) throws Exception;

    /** Asserts what is true of the id of an event when its writer is told that it is kept. */
    protected void assertVisible(long id) {
        assertThat(journal.lastIndex(EventId.lane(id))).isGreaterThanOrEqualTo(id);
    }

    /** Waits until readers may see all that is committed, where that does not come with the commit. */
    protected void awaitVisible() {}

    @BeforeEach
    void openIt() throws Exception {
        journal = open();
    }

    @AfterEach
    void closeIt() {
        journal.close();
    }

    @Test
    void beginsWithNothingInAnyLane() {
        assertThat(journal.newest()).isEqualTo(Place.nowhere(journal.lanes()));
        assertThat(journal.oldest()).isEqualTo(journal.newest());
        try (var reader = journal.openReader()) {
            assertThat(reader.next()).isNull();
            reader.seek(journal.newest());
            assertThat(reader.next()).isNull();
            reader.seekReceived(0);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void keepsTheOrderOfEachAppInOneLaneOfBlocksThatTouch() {
        write(60);
        var end = new MovingPlace(Place.nowhere(journal.lanes()));
        List<String> read = new ArrayList<>();
        try (var reader = journal.openReader()) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                assertThat(block.firstIndex()).isEqualTo(end.behind(block.lane()) + 1);
                end.moveTo(block.lastIndex());
                for (Event event : Blocks.events(block)) {
                    assertThat(laneOf(event.app())).isEqualTo(block.lane());
                    assertThat(EventId.lane(event.index())).isEqualTo(block.lane());
                    read.add(text(event));
                }
            }
        }
        assertThat(end.here()).isEqualTo(journal.newest());
        for (String app : APPS) {
            assertThat(read.stream().filter(text -> text.startsWith(app + " ")))
                    .containsExactlyElementsOf(expected(60, app));
        }
        assertThat(read).hasSize(60);
    }

    @Test
    protected void showsNothingOfAnyLaneBeforeTheCommit() {
        append(1, "web a", "db b", "cron c");
        try (var reader = journal.openReader()) {
            assertThat(reader.next()).isNull();
            assertThat(journal.newest()).isEqualTo(Place.nowhere(journal.lanes()));
            commit();
            append(1, "web d", "db e", "cron f");
            assertThat(readAll(reader)).containsExactlyInAnyOrder("web a", "db b", "cron c");
            commit();
            assertThat(readAll(reader)).containsExactlyInAnyOrder("web d", "db e", "cron f");
        }
    }

    @Test
    void tellsOfEachEventOnceItIsKept() {
        List<Long> told = new ArrayList<>();
        byte[] bytes = block(1, "web a", "db b", "cron c", "web d");
        journal.append(bytes, bytes.length, (first, count) -> {
            assertVisible(first + count - 1);
            IntStream.range(0, count).forEach(event -> told.add(first + event));
        });
        commit();
        commit();
        assertThat(told).containsExactlyInAnyOrderElementsOf(idsOf(all()));
    }

    @Test
    protected void wakesOncePerCommitThatShowedSomething() {
        List<Place> woken = new ArrayList<>();
        var subscription = journal.onGrowth(() -> woken.add(journal.newest()));
        commit();
        append(1, "web a", "db a");
        append(1, "web b", "cron b");
        commit();
        Place first = journal.newest();
        append(1, "web c");
        commit();
        Place second = journal.newest();
        subscription.close();
        subscription.close();
        append(1, "web d");
        commit();
        assertThat(woken).containsExactly(first, second);
    }

    @Test
    void takesTheBytesBackAtOnce() {
        byte[] bytes = block(1, "web first");
        byte[] other = block(2, "web other");
        journal.append(bytes, bytes.length, Blocks.NOBODY);
        System.arraycopy(other, 0, bytes, 0, bytes.length);
        journal.append(bytes, bytes.length, Blocks.NOBODY);
        commit();
        try (var reader = journal.openReader()) {
            assertThat(readAll(reader)).containsExactly("web first", "web other");
        }
    }

    @Test
    void readsAllLanesInTheSameOrderFromAnyPlace() {
        write(60);
        List<Event> all = all();
        assertThat(idsOf(all())).isEqualTo(idsOf(all));
        for (int at = 0; at < all.size(); at++) {
            Place behind = journal.behind(all.get(at).index());
            assertThat(idsOf(from(behind))).isEqualTo(idsOf(all.subList(at + 1, all.size())));
            Place same = Place.parse(behind.text());
            assertThat(same).isEqualTo(behind);
            Cursor cursor = Cursor.parse(Cursor.of(journal.id(), behind).toString());
            assertThat(cursor.place(journal)).contains(behind);
        }
    }

    @Test
    void findsAPlaceSoManyEventsBefore() {
        write(60);
        List<Event> all = all();
        Place later = journal.newest();
        for (int back = 1; back <= 1 << 13; back += 1 + back / 8) {
            Place before = journal.before(journal.newest(), back);
            List<Event> found = from(before);
            assertThat(found).isNotEmpty();
            assertThat(idsOf(found)).isEqualTo(idsOf(all.subList(all.size() - found.size(), all.size())));
            assertThat(before.covers(journal.oldest())).isTrue();
            assertThat(later.covers(before)).isTrue();
            later = before;
        }
        assertThat(later).isEqualTo(journal.oldest());
        assertThat(journal.before(journal.oldest(), 10)).isEqualTo(journal.oldest());
    }

    @Test
    void readsALaneAlone() {
        write(60);
        for (String app : APPS) {
            try (var reader = journal.openReader(EventId.first(laneOf(app), 1))) {
                List<String> ofApp = readAll(reader).stream()
                        .filter(text -> text.startsWith(app + " "))
                        .toList();
                assertThat(ofApp).containsExactlyElementsOf(expected(60, app));
            }
        }
    }

    @Test
    void seeksInTheLaneOfAnIdAlone() {
        write(60);
        List<Event> all = all();
        for (Event event : all) {
            try (var reader = journal.openReader()) {
                reader.seek(event.index());
                List<Long> read = idsOf(events(reader));
                assertThat(read).contains(event.index());
                for (int lane = 0; lane < journal.lanes(); lane++) {
                    if (lane != EventId.lane(event.index())) {
                        int other = lane;
                        assertThat(read.stream().filter(id -> EventId.lane(id) == other))
                                .containsExactlyElementsOf(idsOf(all).stream()
                                        .filter(id -> EventId.lane(id) == other)
                                        .toList());
                    }
                }
            }
        }
    }

    @Test
    void seeksByTimeOfReceiptInEachLane() {
        for (int time = 1; time <= 20; time++) {
            append(time, "web " + time, "db " + time, "cron " + time);
            commit();
        }
        for (int time = 1; time <= 21; time++) {
            try (var reader = journal.openReader()) {
                reader.seekReceived(time);
                List<String> read = readAll(reader);
                for (int later = time; later <= 20; later++) {
                    assertThat(read).contains("web " + later, "db " + later, "cron " + later);
                }
            }
        }
    }

    @Test
    void countsTheEventsBetweenTwoIdsOfALaneIfItKnows() {
        write(60);
        for (int lane = 0; lane < journal.lanes(); lane++) {
            int counted = lane;
            List<Long> ids = idsOf(all()).stream()
                    .filter(id -> EventId.lane(id) == counted)
                    .toList();
            for (int from = 0; from < ids.size(); from++) {
                for (int to = from; to < ids.size(); to++) {
                    long expected = (long) to - from;
                    journal.count(ids.get(from), ids.get(to))
                            .ifPresent(count -> assertThat(count).isEqualTo(expected));
                }
            }
            journal.count(EventId.none(lane, journal.lanes()), journal.lastIndex(lane))
                    .ifPresent(count -> assertThat(count).isEqualTo(ids.size()));
        }
    }

    @Test
    protected void goesOnInAllLanesBehindABlockThatCannotBeRead() throws Exception {
        append(10, "web a", "db a", "cron a");
        append(20, "web " + "m".repeat(10_000) + "<two>" + "m".repeat(10_000), "db b", "cron b");
        append(30, "web c", "db c", "cron c");
        commit();
        refuse("<two>");
        try (var reader = journal.openReader()) {
            List<JournalUnreadableException> met = new ArrayList<>();
            List<String> read = new ArrayList<>();
            for (Block block = reader.nextReadable(met::add); block != null; block = reader.nextReadable(met::add)) {
                Blocks.events(block).forEach(event -> read.add(text(event)));
            }
            assertThat(met).hasSize(1);
            assertThat(read).contains("web a", "web c", "db a", "db c", "cron a", "cron c");
            assertThat(read).noneMatch(text -> text.contains("<two>"));
        }
    }

    @Test
    void letsReadersGoTheirOwnWays() {
        write(60);
        try (var one = journal.openReader()) {
            Block first = Blocks.next(one);
            List<String> before = Blocks.texts(first);
            try (var two = journal.openReader()) {
                assertThat(readAll(two)).hasSize(60);
            }
            assertThat(Blocks.texts(first)).isEqualTo(before);
            assertThat(readAll(one)).hasSize(60 - before.size());
        }
    }

    @Test
    void closesTwice() {
        append(1, "web a");
        commit();
        var reader = journal.openReader();
        reader.close();
        reader.close();
        assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
        journal.close();
        journal.close();
    }

    /** So many numbered events of some apps, in blocks and commits of some size. */
    private void write(int events) {
        RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));
        for (int next = 0; next < events; ) {
            int end = Math.min(events, next + 1 + choices.nextInt(6));
            append(
                    next,
                    IntStream.range(next, end)
                            .mapToObj(number -> appOf(number) + " " + number)
                            .toArray(String[]::new));
            next = end;
            if (choices.nextInt(3) == 0) {
                commit();
            }
        }
        commit();
    }

    private static String appOf(int number) {
        return APPS.get(number * 5 % APPS.size());
    }

    private static List<String> expected(int events, String app) {
        return IntStream.range(0, events)
                .filter(number -> appOf(number).equals(app))
                .mapToObj(number -> app + " " + number)
                .toList();
    }

    private int laneOf(String app) {
        byte[] name = app.getBytes(UTF_8);
        return journal.laneOf(name, 0, name.length);
    }

    private void commit() {
        journal.commit();
        awaitVisible();
    }

    private void append(long receivedNs, String... texts) {
        byte[] bytes = block(receivedNs, texts);
        journal.append(bytes, bytes.length, Blocks.NOBODY);
    }

    /** A finished block of these {@code APP MESSAGE}. */
    private static byte[] block(long receivedNs, String... texts) {
        var encoder = new BlockEncoder(64 << 10, 64 << 10);
        var line = new Line();
        for (String text : texts) {
            line.clear();
            line.app.set(Slice.of(text.substring(0, text.indexOf(' '))));
            line.message.set(Slice.of(text.substring(text.indexOf(' ') + 1)));
            assertThat(encoder.tryAppend(line, receivedNs)).isTrue();
        }
        encoder.finish();
        return Arrays.copyOf(encoder.bytes(), encoder.lengthBytes());
    }

    private List<Event> all() {
        return from(journal.oldest());
    }

    private List<Event> from(Place place) {
        try (var reader = journal.openReader()) {
            reader.seek(place);
            return events(reader).stream()
                    .filter(event -> !place.covers(event.index()))
                    .toList();
        }
    }

    private static List<Event> events(JournalReader reader) {
        List<Event> events = new ArrayList<>();
        for (Block block = reader.next(); block != null; block = reader.next()) {
            events.addAll(Blocks.events(block));
        }
        return events;
    }

    private static List<String> readAll(JournalReader reader) {
        return events(reader).stream().map(JournalContractTest::text).toList();
    }

    private static List<Long> idsOf(List<Event> events) {
        return events.stream().map(Event::index).toList();
    }

    private static String text(Event event) {
        return event.app() + " " + new String(event.message(), UTF_8);
    }
}
