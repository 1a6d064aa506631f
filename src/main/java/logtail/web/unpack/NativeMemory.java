package logtail.web.unpack;

/** Memory outside of the heap that an unpacker holds until it is closed. */
@FunctionalInterface
public interface NativeMemory {
    /** Takes so many bytes before they are allocated; throws when there are none left. */
    void take(long bytes);
}
