package logtail.web.unpack;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Unpacks one compressed body. One thread. */
public interface BodyUnpacker extends AutoCloseable {
    /** The encodings that {@link #of} knows, for people. */
    String ENCODINGS = "gzip, deflate, zstd";

    /**
     * Makes the unpackers of one encoding.
     *
     * @param encoding its name, for people
     * @param loading begins what has to be there before the first unpacker, unless it has begun, and tells when it is
     * @param maker gets the memory of an unpacker, and takes what it needs before it allocates
     */
    record Opening(
            String encoding, Supplier<CompletableFuture<Void>> loading, Function<NativeMemory, BodyUnpacker> maker) {
        private static final CompletableFuture<Void> LOADED = CompletableFuture.completedFuture(null);

        private Opening(String encoding, Function<NativeMemory, BodyUnpacker> maker) {
            this(encoding, () -> LOADED, maker);
        }

        /**
         * An unpacker for one body; close it. Waits until all is loaded.
         *
         * @throws MissingUnpackerException when this machine has none
         */
        public BodyUnpacker open(NativeMemory memory) {
            try {
                loading.get().join();
            } catch (CompletionException e) {
                throw new MissingUnpackerException(
                        "bodies in %s cannot be unpacked on this machine; see the daemon's log".formatted(encoding), e);
            }
            return maker.apply(memory);
        }
    }

    /** Unpackers of a {@code Content-Encoding} (RFC 9110, section 8.4.1); empty for one that is not known. */
    static Optional<Opening> of(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> Optional.of(new Opening("gzip", GzipUnpacker::new));
            case "deflate" -> Optional.of(new Opening("deflate", DeflateUnpacker::new));
            case "zstd" -> Optional.of(new Opening("zstd", ZstdLibrary::loaded, ZstdUnpacker::new));
            default -> Optional.empty();
        };
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
