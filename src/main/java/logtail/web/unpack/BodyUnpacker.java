package logtail.web.unpack;

import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks one compressed body. One thread. */
public interface BodyUnpacker extends AutoCloseable {
    /** The encodings that {@link #of} knows, for people. */
    String ENCODINGS = "gzip, deflate, zstd";

    /** The unpacker of a {@code Content-Encoding} (RFC 9110, section 8.4.1); empty for one that is not known. */
    static Optional<BodyUnpacker> of(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> Optional.of(new GzipUnpacker());
            case "deflate" -> Optional.of(new DeflateUnpacker());
            case "zstd" -> zstd();
            default -> Optional.empty();
        };
    }

    private static Optional<BodyUnpacker> zstd() {
        try {
            Native.load();
            return Optional.of(new ZstdUnpacker());
        } catch (LinkageError e) { // the library unpacks itself into a folder of the system, which may not let it
            Logger log = LoggerFactory.getLogger(BodyUnpacker.class);
            log.warn("at=http.zstd.missing", e);
            return Optional.empty();
        }
    }

    /** The name of the encoding, for people. */
    String encoding();

    /**
     * Moves bytes from {@code packed} to {@code into}, until the one is empty or the other full. With a full {@code into} there may
     * be more to come without new bytes.
     *
     * @throws BrokenBodyException when the bytes are no such body
     */
    void unpack(ByteBuffer packed, ByteBuffer into);

    /** Whether the body may end here. */
    boolean isWhole();

    /** Lets go of native memory; may be called again. */
    @Override
    void close();
}
