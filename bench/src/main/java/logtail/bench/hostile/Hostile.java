package logtail.bench.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Attacks a daemon of its own in every way of {@link Attack}, one after the other, and tells what honest clients noticed and what the
 * daemon holds afterwards. Exit code 0 when nothing was lost, 99 of 100 lines came within 100 ms during each attack, and threads,
 * descriptors and memory came back: what lives on the heap, and what is outside of it. (The size of the process tells nothing of the heap, which
 * stays as large as it was once, at most {@code -Xmx}.)
 */
public final class Hostile {
    private static final double MOST_MS = 100;
    private static final int MORE_DESCRIPTORS = 16;
    private static final int MORE_THREADS = 8; // virtual threads' carriers come and stay
    private static final int MORE_LIVE_MIB = 32;
    private static final int MORE_OUTSIDE_MIB = 192; // pools of buffers and compiled code stay
    private static final int SETTLE_SECONDS = 60;

    private final Daemon daemon;
    private final Scale scale;
    private boolean isBad;

    private Hostile(Daemon daemon, Scale scale) {
        this.daemon = daemon;
        this.scale = scale;
    }

    /** @param arguments path of {@code bin/logtail}, then optionally the size of attacks in percent and names of some */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var scale = new Scale(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100);
        Path directory = Files.createTempDirectory("logtail-hostile");
        int code;
        try (Daemon daemon = Daemon.start(Path.of(arguments[0]), directory)) {
            code = new Hostile(daemon, scale).run(arguments.length > 2 ? arguments[2] : "");
        } finally {
            delete(directory);
        }
        System.exit(code);
    }

    private int run(String wanted) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.printf("seed %d, attacks at %d %% of their size%n", seed, scale.percent());
        try (Honest honest = Honest.start(daemon)) {
            TimeUnit.SECONDS.sleep(scale.of(10));
            honest.report(); // while the daemon compiled its code
            TimeUnit.SECONDS.sleep(scale.of(10));
            Daemon.Holding before = daemon.holding();
            Daemon.Memory memoryBefore = daemon.memory();
            honest.report();
            TimeUnit.SECONDS.sleep(scale.of(10));
            System.out.printf(
                    "%-46s %7s %8s %8s %8s %8s %6s %6s %7s%n",
                    "", "lines", "p50 ms", "p99 ms", "max ms", "ack p99", "MiB", "fds", "threads");
            tell("nobody", honest.report());
            for (Attack attack : Attack.values()) {
                if (wanted.isEmpty() || attack.name().matches(wanted)) {
                    meet(attack, seed, honest);
                }
            }
            Daemon.Holding after = settled(before);
            tell("afterwards", honest.report());
            long lost = honest.settle();
            System.out.printf("honest clients sent %d lines: %d lost, doubled or out of order%n", honest.sent(), lost);
            check(lost == 0, "lines lost");
            check(after.descriptors() <= before.descriptors() + MORE_DESCRIPTORS, "descriptors are not given back");
            check(after.threads() <= before.threads() + MORE_THREADS, "threads are not given back");
            Daemon.Memory memoryAfter = daemon.memory();
            System.out.printf("before: %s%nafter:  %s%n", memoryBefore, memoryAfter);
            check(
                    memoryAfter.liveMib() <= memoryBefore.liveMib() + MORE_LIVE_MIB
                            && memoryAfter.outsideMib() <= memoryBefore.outsideMib() + MORE_OUTSIDE_MIB,
                    "memory is not given back");
        }
        System.out.println(daemon.lastWords());
        check(daemon.isAlive() && daemon.stop() == 0, "the daemon did not stop with 0");
        System.out.println(isBad ? "BAD" : "all is well");
        return isBad ? 1 : 0;
    }

    private void meet(Attack attack, long seed, Honest honest) throws IOException, InterruptedException {
        try (Strangers strangers = Strangers.prepare(attack, scale, seed, daemon)) {
            honest.report(); // while they prepared
            String outcome = strangers.attack();
            tell(attack.title(), honest.report());
            System.out.println("  " + outcome);
        }
    }

    private void tell(String title, Honest.Report report) {
        Daemon.Holding holding = daemon.holding();
        System.out.printf(
                "%-46s %7d %8.1f %8.1f %8.1f %8.1f %6d %6d %7d%n",
                title,
                report.lines(),
                report.p50Ms(),
                report.p99Ms(),
                report.maxMs(),
                report.answerP99Ms(),
                holding.rssMib(),
                holding.descriptors(),
                holding.threads());
        check(report.fault().isEmpty(), report.fault());
        check(report.p99Ms() <= MOST_MS, "1 of 100 lines took longer than %.0f ms".formatted(MOST_MS));
    }

    /** What it holds when it holds no more than before, or after a minute. */
    private Daemon.Holding settled(Daemon.Holding before) throws InterruptedException {
        Daemon.Holding now = daemon.holding();
        for (int i = 0; i < SETTLE_SECONDS && now.descriptors() > before.descriptors() + MORE_DESCRIPTORS; i++) {
            TimeUnit.SECONDS.sleep(1);
            now = daemon.holding();
        }
        return now;
    }

    private void check(boolean isGood, String otherwise) {
        if (!isGood) {
            isBad = true;
            System.out.println("  BAD: " + otherwise);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
