package logtail.web.unpack;

import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks one compressed body. One thread. */
public interface BodyUnpacker extends AutoCloseable {
    /** The encodings that {@link #of} knows, for people. */
    String ENCODINGS = "gzip, deflate, zstd";

    /**
     * Makes the unpackers of one encoding.
     *
     * @param encoding its name, for people
     * @param maker gets the memory of an unpacker, and takes what it needs before it allocates
     */
    record Opening(String encoding, Function<NativeMemory, BodyUnpacker> maker) {
        /** An unpacker for one body; close it. */
        public BodyUnpacker open(NativeMemory memory) {
            return maker.apply(memory);
        }
    }

    /** Unpackers of a {@code Content-Encoding} (RFC 9110, section 8.4.1); empty for one that is not known. */
    static Optional<Opening> of(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> Optional.of(new Opening("gzip", GzipUnpacker::new));
            case "deflate" -> Optional.of(new Opening("deflate", DeflateUnpacker::new));
            case "zstd" -> zstd();
            default -> Optional.empty();
        };
    }

    private static Optional<Opening> zstd() {
        try {
            Native.load();
            return Optional.of(new Opening("zstd", ZstdUnpacker::new));
        } catch (LinkageError e) { // the library unpacks itself into a folder of the system, which may not let it
            Logger log = LoggerFactory.getLogger(BodyUnpacker.class);
            log.warn("at=http.zstd.missing", e);
            return Optional.empty();
        }
    }

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
