package logtail.bench.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Those who attack, in a process of their own that yields to all others ({@code nice}): on a machine that they share with the daemon and
 * with those who measure it, their own work would be taken for its delay. Two lines pass between the processes: {@value #READY}, and an
 * answer to begin.
 */
final class Strangers implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;
    private final BufferedReader told;

    private Strangers(Process process) {
        this.process = process;
        told = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts them, and waits until they have what they need for the attack. */
    static Strangers prepare(Attack attack, Scale scale, long seed, Daemon daemon) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Strangers.class.getName(),
                attack.name(),
                Integer.toString(scale.percent()),
                Long.toString(seed)));
        daemon.ports().forEach((listener, port) -> command.add(listener + "=" + port));
        var starting = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        starting.environment().put("HOSTILE_TOKEN", daemon.honestToken());
        var strangers = new Strangers(starting.start());
        if (!READY.equals(strangers.told.readLine())) {
            strangers.close();
            throw new IOException("those who attack could not begin with " + attack);
        }
        return strangers;
    }

    /** Lets them attack; returns what they tell of it when it is over. */
    String attack() throws IOException, InterruptedException {
        try (var go = process.outputWriter(StandardCharsets.UTF_8)) {
            go.write("go\n");
        }
        String outcome = told.readLine();
        if (process.waitFor() != 0 || outcome == null) {
            throw new IOException("the attack failed: " + outcome);
        }
        return outcome;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** @param arguments name of the attack, its size in percent, seed, and the listeners as {@code NAME=PORT} */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Attack attack = Attack.valueOf(arguments[0]);
        var scale = new Scale(Integer.parseInt(arguments[1]));
        Map<String, Integer> ports = Arrays.stream(arguments)
                .skip(3)
                .map(listener -> listener.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Integer.valueOf(parts[1])));
        var stranger = new Stranger(
                ports, System.getenv("HOSTILE_TOKEN"), new Random(Long.parseLong(arguments[2]) + attack.ordinal()));
        attack.prepare(scale);
        System.out.println(READY);
        System.in.read();
        long fromNs = System.nanoTime();
        attack.run(stranger, scale);
        System.out.printf(
                "%d connections, %d of them cut or refused, in %.1f s%n",
                stranger.connections(), stranger.cut(), (System.nanoTime() - fromNs) / 1e9);
    }
}
