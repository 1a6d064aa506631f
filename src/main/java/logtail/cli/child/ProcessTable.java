package logtail.cli.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes of this machine at one moment. Ended ones that nobody has waited for are left out. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final String CAUGHT = "SigCgt:";
    private static final int NONE = 0;

    /** @param session 0 where the system does not tell */
    private record Entry(long parent, long session) {}

    private final Map<Long, Entry> entries;

    private ProcessTable(Map<Long, Entry> entries) {
        this.entries = entries;
    }

    static ProcessTable read() {
        var entries = new HashMap<Long, Entry>();
        try (var directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
            directories.forEach(directory -> add(directory, entries));
        } catch (IOException e) { // not Linux
            ProcessHandle.allProcesses()
                    .forEach(process -> entries.put(
                            process.pid(),
                            new Entry(process.parent().map(ProcessHandle::pid).orElse(0L), NONE)));
        }
        return new ProcessTable(entries);
    }

    /**
     * The roots that are alive, and all that descend from one, parents before their children: a shell that is told to end after
     * what it runs has ended would go on with the next command.
     */
    Set<Long> families(Set<Long> roots) {
        var depths = new HashMap<Long, Integer>();
        for (long pid : entries.keySet()) {
            long above = pid;
            int depth = 0;
            while (entries.containsKey(above) && !roots.contains(above)) {
                above = entries.get(above).parent();
                depth++;
            }
            if (roots.contains(above)) {
                depths.put(pid, depth);
            }
        }
        return depths.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The members of a session. */
    Set<Long> session(long leader) {
        var found = new HashSet<Long>();
        entries.forEach((pid, entry) -> {
            if (entry.session() == leader) {
                found.add(pid);
            }
        });
        return found;
    }

    Set<Long> children(long parent) {
        var found = new HashSet<Long>();
        entries.forEach((pid, entry) -> {
            if (entry.parent() == parent) {
                found.add(pid);
            }
        });
        return found;
    }

    /** Whether the process has a handler for the signal; false where the system does not tell. */
    static boolean isCaught(long pid, int signal) {
        try (var status = Files.lines(PROC.resolve(Long.toString(pid)).resolve("status"), ISO_8859_1)) {
            return status.filter(line -> line.startsWith(CAUGHT))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring(CAUGHT.length()).strip(), 16))
                    .anyMatch(mask -> signal > 0 && (mask >>> (signal - 1) & 1) != 0);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static void add(Path directory, Map<Long, Entry> entries) {
        try {
            String stat = Files.readString(directory.resolve("stat"), ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5); // state ppid pgrp session
            if (!fields[0].equals("Z") && !fields[0].equals("X")) {
                entries.put(
                        Long.parseLong(String.valueOf(directory.getFileName())),
                        new Entry(Long.parseLong(fields[1]), Long.parseLong(fields[3])));
            }
        } catch (IOException e) {
            // it has just ended
        }
    }
}
