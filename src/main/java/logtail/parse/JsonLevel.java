package logtail.parse;

import logtail.event.Severity;
import logtail.parse.JsonMembers.Meaning;

/**
 * Collects what the members of one JSON object say about its level. A name counts before a number, and a number counts
 * by the dialect that its own name or the other members tell: syslog's 0 to 7 and the tens of pino and bunyan, unless it
 * is Monolog's, Google Cloud's, Nextcloud's, Python's, .NET's or OpenTelemetry's. One thread; allocates nothing.
 */
final class JsonLevel {
    private static final int NO_NUMBER = -1;
    private static final int LONGEST_BYTES = 64;

    private final byte[] plain = new byte[LONGEST_BYTES];
    private int named;
    private int number;
    private Meaning numberOf = Meaning.LEVEL;
    private boolean isOfNextcloud;
    private boolean isOfMonolog;

    void clear() {
        named = Severity.NONE;
        number = NO_NUMBER;
        isOfNextcloud = false;
        isOfMonolog = false;
    }

    /** Notes that the object is of this dialect. */
    void note(Meaning dialect) {
        isOfNextcloud |= dialect == Meaning.OF_NEXTCLOUD;
        isOfMonolog |= dialect == Meaning.OF_MONOLOG;
    }

    /** Notes the value of a level's member, without its quotes. */
    void take(Meaning member, byte[] bytes, int from, int to) {
        if (named != Severity.NONE || from == to) {
            return;
        }
        if (Digits.isDigit(bytes[from])) {
            takeNumber(member, bytes, from, to);
            return;
        }
        named = Severity.codeOf(bytes, from, to);
        if (named == Severity.NONE && to - from <= LONGEST_BYTES) {
            named = clean(bytes, from, to);
        }
    }

    /** Notes a level that was found otherwise, such as in the text of a container. */
    void take(int severity) {
        named = named == Severity.NONE ? severity : named;
    }

    /** The severity code of one record of OpenTelemetry, or {@link Severity#NONE}. */
    static int ofRecord(Meaning member, byte[] bytes, int from, int to) {
        if (member != Meaning.OTEL_LEVEL) {
            return Severity.codeOf(bytes, from, to);
        }
        int number = 0;
        for (int at = from; at < to; at++) {
            if (!Digits.isDigit(bytes[at]) || number > 24) {
                return Severity.NONE;
            }
            number = number * 10 + bytes[at] - '0';
        }
        return ofOtel(number);
    }

    /** Notes MongoDB's letter: {@code F E W I}, or {@code D} and a digit. */
    void takeLetter(byte[] bytes, int from, int to) {
        boolean isLetter = to - from == 1 || (to - from == 2 && bytes[from] == 'D');
        take(isLetter ? LevelHead.letter(bytes[from]) : Severity.NONE);
    }

    boolean isNamed() {
        return named != Severity.NONE;
    }

    boolean isFound() {
        return named != Severity.NONE || number != NO_NUMBER;
    }

    /** The severity code, or {@link Severity#NONE}. */
    int code() {
        return named != Severity.NONE || number == NO_NUMBER
                ? named
                : switch (numberOf) {
                    case SEVERITY -> number < 8 ? number : ofGoogle(number);
                    case PYTHON_LEVEL -> ofPython(number);
                    case DOTNET_LEVEL -> ofDotNet(number);
                    case OTEL_LEVEL -> ofOtel(number);
                    default -> ofLevel(number);
                };
    }

    private void takeNumber(Meaning member, byte[] bytes, int from, int to) {
        int value = 0;
        int at = from;
        for (; at < to && at - from < 4 && Digits.isDigit(bytes[at]); at++) {
            value = value * 10 + bytes[at] - '0';
        }
        if (at == to && number == NO_NUMBER) {
            number = value;
            numberOf = member;
        }
    }

    /** Reads {@code "Error "}, {@code ERROR+2}, {@code DEBUG5}, and a coloured word. */
    private int clean(byte[] bytes, int from, int to) {
        int end = JsonEscapes.decode(bytes, from, to, plain, 0);
        end = TerminalCodes.areIn(plain, 0, end) ? TerminalCodes.leaveOut(plain, 0, end, plain, 0) : end;
        int start = 0;
        while (start < end && plain[start] == ' ') {
            start++;
        }
        while (end > start && (plain[end - 1] == ' ' || Digits.isDigit(plain[end - 1]))) {
            end--;
        }
        if (end - 1 > start && (plain[end - 1] == '+' || plain[end - 1] == '-')) {
            end--;
        }
        return Severity.codeOf(plain, start, end);
    }

    private int ofLevel(int level) {
        if (isOfNextcloud) {
            return switch (level) {
                case 0 -> Severity.DEBUG.code();
                case 1 -> Severity.INFO.code();
                case 2 -> Severity.WARN.code();
                case 3 -> Severity.ERROR.code();
                case 4 -> Severity.CRIT.code();
                default -> Severity.NONE;
            };
        }
        if (level < 8) {
            return level;
        }
        return isOfMonolog && level >= 100 ? ofMonolog(level) : ofPino(level);
    }

    private static int ofPino(int level) {
        return switch (level) {
            case 10, 20 -> Severity.DEBUG.code();
            case 30 -> Severity.INFO.code();
            case 40 -> Severity.WARN.code();
            case 50 -> Severity.ERROR.code();
            case 60 -> Severity.CRIT.code();
            default -> Severity.NONE;
        };
    }

    private static int ofMonolog(int level) {
        return switch (level) {
            case 100 -> Severity.DEBUG.code();
            case 200 -> Severity.INFO.code();
            case 250 -> Severity.NOTICE.code();
            case 300 -> Severity.WARN.code();
            case 400 -> Severity.ERROR.code();
            case 500 -> Severity.CRIT.code();
            case 550 -> Severity.ALERT.code();
            case 600 -> Severity.EMERG.code();
            default -> Severity.NONE;
        };
    }

    private static int ofGoogle(int severity) {
        return switch (severity) {
            case 100 -> Severity.DEBUG.code();
            case 200 -> Severity.INFO.code();
            case 300 -> Severity.NOTICE.code();
            case 400 -> Severity.WARN.code();
            case 500 -> Severity.ERROR.code();
            case 600 -> Severity.CRIT.code();
            case 700 -> Severity.ALERT.code();
            case 800 -> Severity.EMERG.code();
            default -> ofPino(severity);
        };
    }

    private static int ofPython(int level) {
        return switch (level) {
            case 10 -> Severity.DEBUG.code();
            case 20 -> Severity.INFO.code();
            case 30 -> Severity.WARN.code();
            case 40 -> Severity.ERROR.code();
            case 50 -> Severity.CRIT.code();
            default -> Severity.NONE;
        };
    }

    private static int ofDotNet(int level) {
        return switch (level) {
            case 0, 1 -> Severity.DEBUG.code();
            case 2 -> Severity.INFO.code();
            case 3 -> Severity.WARN.code();
            case 4 -> Severity.ERROR.code();
            case 5 -> Severity.CRIT.code();
            default -> Severity.NONE;
        };
    }

    private static int ofOtel(int number) {
        if (number < 1 || number > 24) {
            return Severity.NONE;
        }
        return switch ((number - 1) / 4) {
            case 0, 1 -> Severity.DEBUG.code();
            case 2 -> Severity.INFO.code();
            case 3 -> Severity.WARN.code();
            case 4 -> Severity.ERROR.code();
            default -> Severity.CRIT.code();
        };
    }
}
