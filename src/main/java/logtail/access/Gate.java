package logtail.access;

import java.util.Optional;

/** Authenticates senders of requests and of lines. Any thread; never blocks. */
@FunctionalInterface
public interface Gate {
    /**
     * Returns the owner of these credentials; without any, {@link Principal#ANYBODY} while the gate {@linkplain #isOpen() is
     * open}, else {@link Principal#NOBODY}. An open gate does not look at credentials.
     *
     * @throws DeniedException when there are credentials and they are invalid
     */
    Principal admit(Credentials given);

    /** Whether everyone may do everything, as no token was made yet. May change at any time. */
    default boolean isOpen() {
        return false;
    }

    /**
     * Whether what was {@linkplain #admit admitted} as {@code principal} would still be. For connections that last: a token may
     * be revoked, expire or get other rights meanwhile.
     */
    default boolean stillAdmits(Principal principal) {
        return true;
    }

    /** What to show from now on instead of the value of this session's cookie, when that is older than an hour. */
    default Optional<String> renewed(String session) {
        return Optional.empty();
    }

    /**
     * Counts that somebody at {@code address} was not let in, and tells it in our own log, at most once a minute for each reason.
     *
     * @return what to throw; its message is the same for all reasons that concern credentials
     */
    default DeniedException deny(Denial why, String address) {
        return new DeniedException("denied: " + why.word());
    }

    /** The answer to a denial with a {@linkplain DeniedException#delay delay} was sent, or is not wanted any more. */
    default void answered(String address) {}

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
