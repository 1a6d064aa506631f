package logtail.event;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * How bad an event is, worst first: RFC 5424 section 6.2.1, table 2. The ordinal is the protocol's number, 0 to 7.
 * {@link #label()} is the name shown; {@link #named} accepts every usual spelling.
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the number on the wire; tests verify it
public enum Severity {
    EMERG("emerg", "emergency", "panic", "pani", "pnc"),
    ALERT("alert"),
    CRIT("crit", "critical", "fatal", "fata", "ftl", "dpanic", "severe"),
    ERROR("error", "err", "eror", "erro", "e", "fail", "failure"),
    WARN("warn", "warning", "w", "wrn"),
    NOTICE("notice", "note"),
    INFO("info", "information", "informational", "inf", "i", "log"),
    DEBUG(
            "debug", "dbg", "dbug", "debu", "d", "trace", "trc", "trce", "trac", "verbose", "vrb", "v", "fine", "finer",
            "finest", "silly");

    /** The result of {@link #codeOf} for a word that names no severity. */
    public static final int NONE = -1;

    private static final int LONGEST_WORD_BYTES = 13;
    private static final int TABLE_SIZE = 512; // sparse, as most words are none
    private static final long[] WORDS = new long[TABLE_SIZE];
    private static final byte[] CODES = new byte[TABLE_SIZE];
    private static final Severity[] VALUES = values();

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // private and never modified
    private final String[] spellings;

    static {
        for (var severity : VALUES) {
            for (String spelling : severity.spellings) {
                byte[] word = spelling.getBytes(StandardCharsets.US_ASCII);
                long key = key(word, 0, word.length);
                int slot = slot(key);
                while (WORDS[slot] != 0) {
                    slot = (slot + 1) % TABLE_SIZE;
                }
                WORDS[slot] = key;
                CODES[slot] = (byte) severity.code();
            }
        }
    }

    Severity(String... spellings) {
        this.label = spellings[0];
        this.spellings = spellings;
    }

    /** The name shown to people: {@code emerg alert crit error warn notice info debug}. */
    public String label() {
        return label;
    }

    /** The protocol's number, 0 (worst) to 7. */
    public int code() {
        return ordinal();
    }

    /** The severity with this protocol number; the three low bits of {@code code} count. */
    public static Severity of(int code) {
        return VALUES[code & 7];
    }

    /** The severity that this word names, in any case; empty when it names none. */
    public static Optional<Severity> named(String word) {
        byte[] bytes = word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        int code = codeOf(bytes, 0, bytes.length);
        return code == NONE ? Optional.empty() : Optional.of(VALUES[code]);
    }

    /** The severity that this word names, or that has this number in the protocol, 0 to 7; empty when there is none. */
    public static Optional<Severity> namedOrNumbered(String word) {
        boolean isNumber = word.length() == 1 && word.charAt(0) >= '0' && word.charAt(0) <= '7';
        return isNumber ? Optional.of(VALUES[word.charAt(0) - '0']) : named(word);
    }

    /** The code of the word in {@code bytes[from, to)}, in any ASCII case, or {@link #NONE}. Allocates nothing. */
    public static int codeOf(byte[] bytes, int from, int to) {
        if (to <= from || to - from > LONGEST_WORD_BYTES) {
            return NONE;
        }
        long key = key(bytes, from, to);
        for (int slot = slot(key); WORDS[slot] != 0; slot = (slot + 1) % TABLE_SIZE) {
            if (WORDS[slot] == key) {
                return CODES[slot];
            }
        }
        return NONE;
    }

    /**
     * Packs up to 13 letters at 5 bits each. 0, which is no key of a spelling, when a byte is no letter, or when the
     * first of 13 letters comes after {@code o} and would lose its highest bit.
     */
    private static long key(byte[] bytes, int from, int to) {
        if (to - from == LONGEST_WORD_BYTES && (bytes[from] | 0x20) > 'o') {
            return 0;
        }
        long key = 0;
        for (int i = from; i < to; i++) {
            int letter = (bytes[i] | 0x20) - 'a' + 1;
            if (letter < 1 || letter > 26) {
                return 0;
            }
            key = (key << 5) | letter;
        }
        return key;
    }

    private static int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 55);
    }
}
