package logtail.drain.sink.http;

/** Compresses bodies, one after the other, into the same array, which grows when it has to. One thread. */
sealed interface BodyPacker extends AutoCloseable permits GzipPacker, ZstdPacker {
    /** The name in {@code Content-Encoding}. */
    String encoding();

    /** Compresses {@code source[from, from + length)}; gives how many bytes of {@link #bytes} it became. */
    int pack(byte[] source, int from, int length);

    /** Holds what was packed last, from its first byte on; good until the next. */
    byte[] bytes();

    /** Lets go of the array that large bodies made it have. */
    void release();

    /** May be called again. */
    @Override
    void close();
}
