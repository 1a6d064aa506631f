package logtail.access;

import java.util.Optional;

/**
 * What the sender of a request, or of lines, shows to be let in.
 *
 * @param token a token as text, from wherever its protocol puts it
 * @param session the value of a session's cookie
 * @param subject the subject of a verified client certificate, RFC 2253
 * @param address the address of the sender, by which failures are slowed; empty when there is none
 */
public record Credentials(Optional<String> token, Optional<String> session, Optional<String> subject, String address) {
    /** Credentials of somebody at {@code address} who shows none. */
    public static Credentials none(String address) {
        return new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), address);
    }

    /** Credentials that are a token alone. */
    public static Credentials token(String token, String address) {
        return new Credentials(Optional.of(token), Optional.empty(), Optional.empty(), address);
    }

    /** Whom they are from, without what lets them in. */
    @Override
    public String toString() {
        return "credentials from " + address;
    }
}
