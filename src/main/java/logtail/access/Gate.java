package logtail.access;

/** Authenticates senders of requests and of lines. Any thread; never blocks. */
@FunctionalInterface
public interface Gate {
    /**
     * Returns the owner of these credentials; without any, {@link Principal#ANYBODY} while the gate {@linkplain #isOpen() is
     * open}, else {@link Principal#NOBODY}.
     *
     * @throws DeniedException when there are credentials and they are invalid
     */
    Principal admit(Credentials given);

    /** Whether everyone may do everything, as no token was made yet. May change at any time. */
    default boolean isOpen() {
        return false;
    }

    /** A gate that grants everyone every right. */
    static Gate open() {
        return new Gate() {
            @Override
            public Principal admit(Credentials given) {
                return Principal.ANYBODY;
            }

            @Override
            public boolean isOpen() {
                return true;
            }
        };
    }
}
