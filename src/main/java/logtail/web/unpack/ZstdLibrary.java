package logtail.web.unpack;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.CompletableFuture;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library of Zstandard. Its first use unpacks it into a file, links it and makes its tables, which takes a third of a second of
 * processor time, and seconds on a machine that is busy: so that is done on the thread {@code zstd-loading} when the first body wants it,
 * never on an event loop. Any thread.
 */
final class ZstdLibrary {
    private static final class First {
        private static final CompletableFuture<Void> USE = begun();
    }

    private ZstdLibrary() {}

    /** Done when unpackers may be made; fails when there is no library for this machine, or no folder to unpack it into. */
    static CompletableFuture<Void> loaded() {
        return First.USE;
    }

    private static CompletableFuture<Void> begun() {
        var use = new CompletableFuture<Void>();
        Threads.start("zstd-loading", () -> load(use), (thread, fault) -> use.completeExceptionally(fault));
        return use;
    }

    private static void load(CompletableFuture<Void> use) {
        try {
            new ZstdDecompressCtx().close();
            use.complete(null);
        } catch (LinkageError e) { // the library unpacks itself into a folder of the system, which may not let it
            Logger log = LoggerFactory.getLogger(BodyUnpacker.class);
            log.warn("at=http.zstd.missing", e);
            use.completeExceptionally(e);
        }
    }
}
