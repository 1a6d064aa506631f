package logtail.net;

import java.util.List;

/**
 * What a listener's protocol has to say before a connection has come to it.
 *
 * @param whenFull the answer to a connection that is one too many; empty for none
 * @param whenPlain the answer to plain text where TLS is due; empty for none
 * @param protocols what ALPN offers (RFC 7301), the best first; empty for no ALPN
 */
public record Manners(String whenFull, String whenPlain, List<String> protocols) {
    /** Of protocols that have no words for it. */
    public static final Manners NONE = new Manners("", "", List.of());
}
