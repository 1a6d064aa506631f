package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkPlacesTest {
    private final WorkPlaces places = new WorkPlaces("counts", 1, 2);

    @Test
    void refusesWhoeverFindsNoPlaceToWait() {
        var taken = new ArrayList<WorkPlaces.Place>();
        for (int i = 0; i < 3; i++) {
            taken.add(places.take());
        }
        assertThatThrownBy(places::take).isInstanceOfSatisfying(BadParameterException.class, refusal -> {
            assertThat(refusal.problem().status().code()).isEqualTo(503);
            assertThat(refusal).hasMessage("1 counts are at work and 2 wait; there is no place for more");
        });
        taken.forEach(WorkPlaces.Place::close);
        taken.getFirst().close(); // again: gives nothing
        for (int i = 0; i < 3; i++) {
            taken.add(places.take());
        }
        assertThatThrownBy(places::take).isInstanceOf(BadParameterException.class);
    }

    @Test
    void letsTheNextOneWorkWhenOneIsDone() throws InterruptedException {
        var works = new CountDownLatch(1);
        try (var first = places.take()) {
            first.await();
            Thread.ofVirtual().start(() -> {
                try (var second = places.take()) {
                    second.await();
                    works.countDown();
                }
            });
            assertThat(works.getCount()).isEqualTo(1);
        }
        assertThat(works.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
