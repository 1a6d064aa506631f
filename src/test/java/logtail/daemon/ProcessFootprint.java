package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import logtail.LiveFiles;

/**
 * What a process holds of the system at one moment, as Linux tells it.
 *
 * @param handles how many files and sockets it has open
 * @param mappings how many stretches of the journal's files it has mapped
 * @param residentKib its memory, mapped pages of files included
 * @param diskBytes what its data directory takes on disk
 * @param deleted the journal's files that it holds, open or mapped, although they are deleted
 */
record ProcessFootprint(int handles, int mappings, long residentKib, long diskBytes, Set<String> deleted) {
    private static final String DELETED = " (deleted)";

    static ProcessFootprint of(long pid, Path data) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> mapped;
        try (Stream<String> lines = Files.lines(process.resolve("maps"))) {
            mapped = lines.filter(line -> line.contains(data.toString()))
                    .map(line -> line.substring(line.indexOf(data.toString())))
                    .toList();
        }
        List<String> open;
        try (Stream<Path> links = Files.list(process.resolve("fd"))) {
            open = links.map(ProcessFootprint::target).toList();
        }
        var deleted = new HashSet<String>();
        Stream.concat(mapped.stream(), open.stream())
                .filter(file -> file.startsWith(data.toString()) && file.endsWith(DELETED))
                .forEach(deleted::add);
        return new ProcessFootprint(open.size(), mapped.size(), residentKib(process), diskBytes(data), deleted);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static long residentKib(Path process) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    /** Of one moment: files that come and go while they are added up are counted with those that replaced them. */
    private static long diskBytes(Path data) throws IOException {
        List<Path> before;
        List<Path> after = LiveFiles.under(data.resolve("journal"));
        long bytes;
        do {
            before = after;
            bytes = du(data);
            after = LiveFiles.under(data.resolve("journal"));
        } while (!after.equals(before));
        return bytes;
    }

    private static long du(Path data) throws IOException {
        var du = new ProcessBuilder("du", "-s", "-B1", data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD) // of files that are deleted while it looks
                .start();
        String said = new String(du.getInputStream().readAllBytes(), UTF_8);
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }
}
