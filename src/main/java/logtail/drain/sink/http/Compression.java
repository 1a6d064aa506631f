package logtail.drain.sink.http;

import java.util.Optional;

/** How bodies are made small, by the names of the option {@code compress}. */
enum Compression {
    OFF,
    GZIP,
    ZSTD;

    /** What does it, for one thread; empty for {@link #OFF}. */
    Optional<BodyPacker> packer() {
        return switch (this) {
            case OFF -> Optional.empty();
            case GZIP -> Optional.of(new GzipPacker());
            case ZSTD -> Optional.of(new ZstdPacker());
        };
    }
}
