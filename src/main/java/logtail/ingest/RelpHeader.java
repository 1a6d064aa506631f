package logtail.ingest;

/**
 * What stands before the data of a RELP frame: {@code NUMBER SP COMMAND SP LENGTH}, and then a space or, without data,
 * the line end. Numbers have at most nine digits. Belongs to one decoder.
 */
final class RelpHeader {
    /** The numbers of frames go from 1 to this, and then from 1 again. */
    static final int LAST_NUMBER = 999_999_999;

    private static final int MAX_DIGITS = 9;
    private static final int MAX_COMMAND_BYTES = 32;
    private static final int INCOMPLETE = -1;
    private static final byte[] SYSLOG = {'s', 'y', 's', 'l', 'o', 'g'};

    private byte[] bytes = {};
    private int at;
    private int to;
    private int number;
    private int commandFrom;
    private int commandTo;
    private int length;
    private int dataFrom;

    /**
     * Reads the header at {@code from}.
     *
     * @return false when more bytes are needed
     * @throws MalformedMessageException when these bytes are none
     */
    boolean read(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        at = from;
        number = digits("number", ' ');
        commandFrom = at + 1;
        if (number == INCOMPLETE || !hasCommand()) {
            return false;
        }
        length = digits("length", '\n');
        if (length == INCOMPLETE) {
            return false;
        }
        if (number == 0) {
            throw new MalformedMessageException("a frame has the number 0");
        }
        if (bytes[at] == '\n' && length > 0) {
            throw new MalformedMessageException("frame %d ends before its data".formatted(number));
        }
        dataFrom = bytes[at] == ' ' ? at + 1 : at;
        return true;
    }

    int number() {
        return number;
    }

    /** Of the data, in bytes. */
    int length() {
        return length;
    }

    /** Where the data begins. */
    int dataFrom() {
        return dataFrom;
    }

    boolean isSyslog() {
        return isCommand(SYSLOG);
    }

    boolean isCommand(byte[] name) {
        if (commandTo - commandFrom != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[commandFrom + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean hasCommand() {
        for (at = commandFrom; at < to; at++) {
            byte b = bytes[at];
            if (b == ' ' && at > commandFrom) {
                commandTo = at++;
                return true;
            }
            boolean isLetter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
            if (!isLetter || at - commandFrom == MAX_COMMAND_BYTES) {
                throw new MalformedMessageException("frame %d has no command".formatted(number));
            }
        }
        return false;
    }

    /** Reads the digits before a space or {@code end}. */
    private int digits(String what, char end) {
        int value = 0;
        int first = at;
        for (; at < to; at++) {
            byte b = bytes[at];
            if ((b == ' ' || b == end) && at > first) {
                return value;
            }
            if (b < '0' || b > '9' || at - first == MAX_DIGITS) {
                throw new MalformedMessageException(
                        "a frame has no %s of at most %d digits".formatted(what, MAX_DIGITS));
            }
            value = value * 10 + b - '0';
        }
        return INCOMPLETE;
    }
}
