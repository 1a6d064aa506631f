package logtail.access;

/** Authenticates requests. Any thread; never blocks. */
@FunctionalInterface
public interface Gate {
    /**
     * Returns the owner of these credentials.
     *
     * @throws DeniedException when they are invalid
     */
    Principal admit(Credentials given);

    /** A gate that grants everyone every right. */
    static Gate open() {
        return given -> Principal.ANYBODY;
    }
}
