package logtail.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells whether files have changed without reading them: which file a name leads to in the end, its size and its time. So it
 * sees files that are written again, renamed over, and links that lead elsewhere (Kubernetes, certbot).
 *
 * @param stamps of each file, in order
 */
record FileStamps(List<String> stamps) {
    static FileStamps of(List<Path> files) {
        var stamps = new ArrayList<String>();
        for (Path file : files) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(
                        "%s %d %s".formatted(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime()));
            } catch (IOException e) {
                stamps.add(e.getClass().getSimpleName());
            }
        }
        return new FileStamps(stamps);
    }
}
