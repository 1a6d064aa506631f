package logtail.journal.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import logtail.runtime.Disk;

/**
 * A disk that can lose its power: remembers what was forced, and makes the directory as it may be afterwards. Of what was
 * not forced, each page and each name is there or not by chance. Any thread.
 */
final class PowerCutDisk extends Disk {
    private static final int PAGE_BYTES = 4096;

    private final UUID boot = UUID.randomUUID();
    private final Map<Object, byte[]> contents = new HashMap<>(); // by file, whatever its name
    private final Map<Object, Map<String, Object>> names = new HashMap<>(); // by directory
    private int forces;

    /** One on which all that there is of {@code directory} is safe. */
    PowerCutDisk(Path directory) {
        try {
            if (Files.exists(directory)) {
                remember(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remember(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            contents.put(key(path), Files.readAllBytes(path));
            return;
        }
        names.put(key(path), namesIn(path));
        for (String name : namesIn(path).keySet()) {
            remember(path.resolve(name));
        }
    }

    /** How often something was forced. */
    synchronized int forces() {
        return forces;
    }

    @Override
    public synchronized void force(FileChannel channel, Path file) throws IOException {
        forces++;
        contents.put(key(file), Files.readAllBytes(file));
    }

    @Override
    public synchronized void force(MemorySegment mapped, Path file) {
        try {
            forces++;
            contents.put(key(file), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        forces++;
        names.put(key(directory), namesIn(directory));
    }

    @Override
    public UUID bootId() {
        return boot;
    }

    /**
     * Makes {@code after} what may be left of {@code before}.
     *
     * @param keep how likely it is that something is there that was not forced, from 0 to 1
     */
    synchronized void cut(Path before, Path after, double keep, RandomGenerator chance) throws IOException {
        Files.createDirectories(after);
        Map<String, Object> forced = names.getOrDefault(key(before), Map.of());
        Map<String, Object> current = namesIn(before);
        var all = new TreeMap<>(current);
        forced.forEach(all::putIfAbsent);
        for (String name : all.keySet()) {
            boolean isCurrent = current.containsKey(name) && chance.nextDouble() < keep;
            Object key = isCurrent ? current.get(name) : forced.get(name);
            if (key == null) {
                continue;
            }
            Path was = before.resolve(name);
            if (Files.isDirectory(was)) {
                cut(was, after.resolve(name), keep, chance);
            } else {
                byte[] now = key.equals(current.get(name)) ? Files.readAllBytes(was) : new byte[0];
                Files.write(after.resolve(name), mixed(contents.getOrDefault(key, new byte[0]), now, keep, chance));
            }
        }
    }

    private static byte[] mixed(byte[] forced, byte[] now, double keep, RandomGenerator chance) {
        int length = chance.nextDouble() < keep ? Math.max(forced.length, now.length) : forced.length;
        byte[] mixed = Arrays.copyOf(forced, length);
        for (int page = 0; page < Math.min(length, now.length); page += PAGE_BYTES) {
            if (chance.nextDouble() < keep) {
                System.arraycopy(now, page, mixed, page, Math.min(PAGE_BYTES, Math.min(length, now.length) - page));
            }
        }
        return mixed;
    }

    private static Map<String, Object> namesIn(Path directory) throws IOException {
        var found = new HashMap<String, Object>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                found.put(file.getFileName().toString(), key(file));
            }
        }
        return found;
    }

    private static Object key(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }
}
