package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a frame that came behind {@code open} is answered. */
enum RelpAnswer {
    /** The line is in the journal, or the frame held none. */
    OK("200 OK"),
    /** The line is of an app that its sender may not send for. */
    REFUSED("500 the token is not for this app"),
    /** The session is over. */
    CLOSED(""),
    /** We offered nothing but syslog. */
    UNKNOWN("500 only syslog is taken here");

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
    private final byte[] bytes;

    RelpAnswer(String text) {
        bytes = (text.isEmpty() ? " rsp 0\n" : " rsp %d %s\n".formatted(text.length(), text)).getBytes(US_ASCII);
    }

    /** The frame without its number. */
    byte[] bytes() {
        return bytes;
    }
}
