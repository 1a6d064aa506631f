package logtail.access;

/** Tells who sends a request. Any thread; never blocks. */
@FunctionalInterface
public interface Gate {
    /**
     * Who shows these credentials.
     *
     * @throws DeniedException when they are not valid
     */
    Principal admit(Credentials given);

    /** Admits everyone with every right. */
    static Gate open() {
        return given -> Principal.ANYBODY;
    }
}
