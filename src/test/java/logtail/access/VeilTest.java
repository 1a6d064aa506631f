package logtail.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids as limited readers are shown them. */
class VeilTest {
    private static final AppScope WEB = AppScope.of(List.of("web-*", "api"));

    private final Veils veils = Veils.unkept("j1");
    private final Veil veil = of(veils, WEB);

    @Test
    void anIdIsShownAlikeEachTimeAndReadBackAndAPlaceIsShownInAnotherWayEachTime() {
        var random = new Random(7);
        var shown = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            long id = i < 500 ? i : random.nextLong() & Long.MAX_VALUE;
            String event = veil.event(id);
            assertThat(event).matches("e[0-9a-v]{26}").isEqualTo(veil.event(id));
            assertThat(veil.idOfEvent(event)).hasValue(id);
            assertThat(veil.idOf(event)).hasValue(id);
            String place = veil.place(id);
            assertThat(place).matches("p[0-9a-v]{58}").isNotEqualTo(veil.place(id));
            assertThat(veil.idOf(place)).hasValue(id);
            assertThat(veil.idOfEvent(place)).isEmpty();
            assertThat(shown.add(event)).isTrue();
            assertThat(shown.add(place)).isTrue();
            assertThat(veil.number(id)).isNotNegative().isEqualTo(veil.number(id));
        }
    }

    @Test
    void aPlaceInSeveralLanesIsSealedAsItsTextAndReadBack() {
        for (String text : List.of("PAAAA", "P" + "a_.Z9".repeat(40))) {
            String place = veil.place(text);
            assertThat(place).matches("q[0-9a-v]+").isNotEqualTo(veil.place(text));
            assertThat(veil.placeOf(place)).contains(text);
            assertThat(veil.idOf(place)).isEmpty();
            assertThat(of(veils, AppScope.of(List.of("db"))).placeOf(place)).isEmpty();
            for (String other : List.of("", "q", place + "0", place.substring(0, 40), "p" + place.substring(1))) {
                assertThat(veil.placeOf(other)).as(other).isEmpty();
            }
        }
        assertThat(veil.placeOf(veil.place(5))).isEmpty();
    }

    @Test
    void whatNobodyWasShownIsNoId() {
        String event = veil.event(5);
        String place = veil.place(5);
        for (String text :
                List.of("", "5", "e", "p", event.substring(1), event + "0", place + "0", "E" + event.substring(1))) {
            assertThat(veil.idOf(text)).as(text).isEmpty();
        }
        var random = new Random(1);
        for (String whole : List.of(event, place)) {
            for (int at = 0; at < whole.length(); at++) {
                char other = "0123456789abcdefghijklmnopqrstuv".charAt(random.nextInt(32));
                String changed = whole.substring(0, at) + other + whole.substring(at + 1);
                if (!changed.equals(whole)) {
                    assertThat(veil.idOf(changed)).as(changed).isEmpty();
                }
            }
        }
    }

    @Test
    void idsAreGoodForTheSameAppsOfTheSameJournalAlone(@TempDir Path data) {
        Veil here = of(Veils.in(data, "j1"), WEB);
        Set<Veil> others = Set.of(
                of(Veils.in(data, "j2"), WEB),
                of(Veils.in(data, "j1"), AppScope.of(List.of("web-*"))),
                of(Veils.in(data, "j1"), AppScope.of(List.of("web-*api"))),
                veil);
        for (Veil other : others) {
            assertThat(other.idOf(here.event(3))).isEmpty();
            assertThat(other.idOf(here.place(3))).isEmpty();
            assertThat(other.number(3)).isNotEqualTo(here.number(3));
        }
        Veil same = of(Veils.in(data, "j1"), AppScope.of(List.of("api", "web-*", "api")));
        assertThat(same.event(3)).isEqualTo(here.event(3));
        assertThat(same.idOf(here.place(3))).hasValue(3);
        assertThat(veils.of(AppScope.ALL)).isEmpty();
    }

    @Test
    void theKeyIsItsOwnersAndADamagedOneIsNotReplaced(@TempDir Path data) throws Exception {
        Path key = data.resolve("veil.key");
        Veils in = Veils.in(data, "j1");
        assertThat(key).doesNotExist();
        of(in, WEB);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.size(key)).isEqualTo(32);
        Files.write(key, new byte[5]);
        assertThatThrownBy(() -> of(Veils.in(data, "j1"), WEB))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("has 5 bytes instead of 32");
        assertThat(Files.size(key)).isEqualTo(5);
    }

    private static Veil of(Veils from, AppScope apps) {
        return from.of(apps).orElseThrow();
    }
}
