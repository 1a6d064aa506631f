package logtail.web.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the page, plain and packed. Immutable but for the packing, which is made when it is first wanted; any thread. */
public final class PageFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    private final String mediaType;
    private final byte[] plain;
    private volatile byte @Nullable [] packed;

    PageFile(String path, byte[] plain) {
        mediaType = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
        this.plain = plain;
    }

    /** The value of {@code Content-Type}. */
    public String mediaType() {
        return mediaType;
    }

    /** Its bytes; not to be changed. */
    public byte[] plain() {
        return plain;
    }

    /** Its bytes, compressed with gzip; not to be changed. */
    public byte[] packed() {
        byte[] made = packed;
        if (made == null) {
            made = pack(plain);
            packed = made;
        }
        return made;
    }

    private static byte[] pack(byte[] plain) {
        var bytes = new ByteArrayOutputStream(plain.length / 3);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return bytes.toByteArray();
    }
}
