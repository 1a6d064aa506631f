package logtail.event;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One journalled log line, the same for every subscriber. Hot paths read {@link Block} instead; this record is for
 * edges and tests.
 *
 * @param index place in the journal; dense, strictly increasing, the only order there is; shown to users as {@code id}
 * @param receivedAtNs when the daemon read the line, in nanoseconds since the Unix epoch
 * @param timeNs the sender's time, or the time of receipt when it gave none
 * @param app name given by the sender, at most {@link Names#MAX_BYTES} bytes; {@code unknown} when it gave none
 * @param process which of the app's processes; may be empty
 * @param host may be empty
 * @param severity how bad
 * @param facility RFC 5424 facility 0 to 23, or {@link Line#NO_FACILITY}
 * @param msgId RFC 5424 MSGID; may be empty
 * @param attributes flat string pairs in the sender's order
 * @param message the bytes as sent, without the line end
 * @param flags any of {@link Line#TRUNCATED}, {@link Line#MALFORMED}, {@link Line#CONTINUED}, {@link
 *     Line#RENAMED}
 */
@SuppressWarnings("ArrayRecordComponent") // events are never compared
public record Event(
        long index,
        long receivedAtNs,
        long timeNs,
        String app,
        String process,
        String host,
        Severity severity,
        int facility,
        String msgId,
        Map<String, String> attributes,
        byte[] message,
        int flags) {

    /** The message read as UTF-8, ill-formed bytes as U+FFFD. */
    public String text() {
        return new String(message, StandardCharsets.UTF_8);
    }
}
