package logtail.runtime;

/** What can be told by when it has to be closed. */
public interface DeadlineCloseable extends AutoCloseable {
    /** Closes by {@code deadline}; what is not done then is left. May be called again. */
    void close(Deadline deadline);

    /** The same within a time of its own. */
    @Override
    void close();
}
