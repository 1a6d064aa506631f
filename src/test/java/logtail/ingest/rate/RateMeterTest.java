package logtail.ingest.rate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import logtail.event.Slice;
import org.junit.jupiter.api.Test;

/** Lines against rules, on a clock of the test. */
class RateMeterTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final Slice WEB = Slice.of("web");
    private static final Slice DB = Slice.of("db");

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - SECOND_NS); // overflows soon, as the clock may

    @Test
    void letsABurstThroughAndThenAsManyAsARateHas() {
        RateMeter meter = meter("app=*:10/s burst 30");
        assertThat(admitted(meter, WEB, 100)).isEqualTo(30);
        nowNs.addAndGet(SECOND_NS);
        assertThat(admitted(meter, WEB, 100)).isEqualTo(10);
        nowNs.addAndGet(100 * SECOND_NS);
        assertThat(admitted(meter, WEB, 100)).isEqualTo(30);
    }

    @Test
    void countsEachNameForItself() {
        RateMeter meter = meter("app=*:10/s");
        assertThat(admitted(meter, WEB, 100)).isEqualTo(10);
        assertThat(admitted(meter, DB, 100)).isEqualTo(10);
        assertThat(meter.limiting()).hasToString("app=*:10/s");
    }

    @Test
    void countsAllSendersOfANameTogether() {
        var rates = new Rates(RateSettings.parse("app=*:10/s"), nowNs::get);
        assertThat(admitted(new LoopRates(rates).meter(), WEB, 6)).isEqualTo(6);
        assertThat(admitted(new LoopRates(rates).meter(), WEB, 100)).isEqualTo(4);
    }

    @Test
    void makesAStreamWaitAsLongAsItHasOverdrawn() {
        RateMeter meter = meter("app=*:10/s burst 20");
        for (int i = 0; i < 50; i++) {
            assertThat(meter.add(WEB, 100)).isTrue();
        }
        assertThat(meter.endRead()).isEqualTo(3 * SECOND_NS + 1);
        nowNs.addAndGet(3 * SECOND_NS);
        assertThat(meter.endRead()).isEqualTo(1);
        nowNs.incrementAndGet();
        assertThat(meter.endRead()).isZero();
    }

    @Test
    void makesAStreamWaitForAnAppThatItSentBeforeAnother() {
        RateMeter meter = meter("app=web:1/s");
        meter.add(WEB, 1);
        meter.add(WEB, 1);
        meter.add(DB, 1);
        assertThat(meter.tooFast()).hasValueSatisfying(why -> {
            assertThat(why.rule()).hasToString("app=web:1/s");
            assertThat(why.waitSeconds()).isEqualTo(2);
        });
        assertThat(meter.add(WEB, 1)).isFalse();
    }

    @Test
    void tellsTheFirstLineOfAnAppThatOthersHaveOverdrawn() {
        var rates = new Rates(RateSettings.parse("app=*:1/s"), nowNs::get);
        RateMeter first = new LoopRates(rates).meter();
        first.add(WEB, 1);
        first.add(WEB, 1);
        first.endRead();
        assertThat(new LoopRates(rates).meter().add(WEB, 1)).isFalse();
        assertThat(new LoopRates(rates).meter().tooFast(WEB)).isPresent();
        assertThat(new LoopRates(rates).meter().tooFast(DB)).isEmpty();
    }

    @Test
    void countsBytesWhereARuleHasASize() {
        RateMeter meter = meter("app=*:1KiB/s burst 2KiB");
        meter.add(WEB, 4096);
        assertThat(meter.endRead()).isEqualTo(2 * SECOND_NS + 1);
    }

    @Test
    void countsAWholeNetworkOfIpv6ForOneSender() {
        RateMeter meter = meter("address=*:10/s");
        meter.from(Slice.of("2001:db8::1"), Slice.of(""));
        assertThat(admitted(meter, WEB, 8)).isEqualTo(8);
        meter.from(Slice.of("2001:db8::2"), Slice.of(""));
        assertThat(admitted(meter, WEB, 8)).isEqualTo(2);
        meter.from(Slice.of("2001:db8:0:1::2"), Slice.of(""));
        assertThat(admitted(meter, WEB, 8)).isEqualTo(8);
        meter.from(Slice.of("192.0.2.1"), Slice.of(""));
        assertThat(admitted(meter, WEB, 8)).isEqualTo(8);
    }

    @Test
    void limitsTokensAndNoneOfThoseWithout() {
        RateMeter meter = meter("token=*:10/s");
        assertThat(admitted(meter, WEB, 100)).isEqualTo(100);
        meter.from(Slice.of(""), Slice.of("ci"));
        assertThat(admitted(meter, WEB, 100)).isEqualTo(10);
    }

    @Test
    void givesNamesBeyondItsTableOneBucketTogetherUntilOthersAreFullAgain() {
        RateMeter meter = meter("app=*:1/m");
        for (int i = 0; i < Buckets.MOST; i++) {
            assertThat(meter.tryAdd(Slice.of("app" + i), 1)).isTrue();
        }
        nowNs.addAndGet(SECOND_NS);
        assertThat(meter.tryAdd(Slice.of("one more"), 1)).isTrue();
        assertThat(meter.tryAdd(Slice.of("another"), 1)).isFalse();
        assertThat(meter.tryAdd(Slice.of("app7"), 1)).isFalse(); // is not forgotten for that
        nowNs.addAndGet(60 * SECOND_NS);
        assertThat(meter.tryAdd(Slice.of("new 1"), 1)).isTrue();
        assertThat(meter.tryAdd(Slice.of("new 2"), 1)).isTrue();
    }

    @Test
    void allocatesNothingForALine() {
        RateMeter meter = meter("app=*:1000000000/s; address=*:1000000000/s");
        meter.from(Slice.of("192.0.2.1"), Slice.of(""));
        int rounds = 100_000;
        count(meter, rounds);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        count(meter, rounds);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / (2 * rounds)).as("bytes per line").isLessThan(0.1);
    }

    private static void count(RateMeter meter, int rounds) {
        for (int i = 0; i < rounds; i++) {
            meter.add(WEB, 100);
            meter.tryAdd(DB, 100);
            meter.endRead();
        }
    }

    private RateMeter meter(String rules) {
        return new LoopRates(new Rates(RateSettings.parse(rules), nowNs::get)).meter();
    }

    private static int admitted(RateMeter meter, Slice app, int lines) {
        int admitted = 0;
        for (int i = 0; i < lines; i++) {
            admitted += meter.tryAdd(app, 1) ? 1 : 0;
        }
        return admitted;
    }
}
