package logtail.redact;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Applies all rules to one text: those that drop first, then the others in their order, again until nothing more is found, as the end of
 * one secret may be the begin of another. The text is never written to: what is changed is in {@link #bytes()}. One thread.
 */
final class TextRedactor {
    private static final int MOST_ROUNDS = 8; // whoever needs more gets nothing through at all

    /** A rule, what finds its secrets, and where they are counted. */
    private record Seeker(Rule rule, Finder finder, LongAdder hits) {}

    private final Seeker[] seekers;
    private final @Nullable KeyFinder keys;
    private final @Nullable KeyedHash hash;
    private byte[] bytes = {};
    private int from;
    private int to;
    private boolean isKeyOpen;
    private Text result = new Text();
    private Text spare = new Text();

    /** Rules are in the order in which they are applied. */
    TextRedactor(List<Rule> rules, LongAdder[] hits, @Nullable KeyedHash hash) {
        this.hash = hash;
        seekers = new Seeker[rules.size()];
        KeyFinder keyFinder = null;
        for (int i = 0; i < seekers.length; i++) {
            Rule rule = rules.get(i);
            Finder finder = rule.kind().finder(rule);
            keyFinder = finder instanceof KeyFinder found ? found : keyFinder;
            seekers[i] = new Seeker(rule, finder, hits[i]);
        }
        keys = keyFinder;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether a rule is for private keys. */
    boolean seeksKeys() {
        return keys != null;
    }

    /** Whether the text ended inside of a private key. */
    boolean isKeyOpen() {
        return isKeyOpen;
    }

    /** Redacts {@code bytes[from, to)}; false when the line that it is of is to be dropped. */
    boolean redact(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        isKeyOpen = false;
        boolean isFound = true;
        for (int round = 0; isFound && round < MOST_ROUNDS; round++) {
            isFound = false;
            for (Seeker seeker : seekers) {
                seeker.finder.open(this.bytes, this.from, this.to);
                if (seeker.finder.next(this.from)) {
                    isFound = true;
                    isKeyOpen |= seeker.finder == keys && keys.isOpen();
                    if (seeker.rule.action() == Action.DROP) {
                        seeker.hits.increment();
                        return false;
                    }
                    replaceAll(seeker);
                }
            }
        }
        if (isFound) {
            maskEnd(this.from);
        }
        return true;
    }

    /** Does to {@code bytes[secretFrom, secretTo)} what is done to private keys; false to drop the line. */
    boolean redactKey(byte[] bytes, int from, int to, int secretFrom, int secretTo) {
        isKeyOpen = false;
        for (Seeker seeker : seekers) {
            if (seeker.finder == keys) {
                seeker.hits.increment();
                if (seeker.rule.action() == Action.DROP) {
                    return false;
                }
                Text into = spare();
                into.add(bytes, from, secretFrom);
                replace(seeker, bytes, secretFrom, secretTo, into);
                into.add(bytes, secretTo, to);
                take(into);
                return true;
            }
        }
        return true;
    }

    /** Masks the end of the text from {@code secretFrom} on. */
    void maskEnd(int secretFrom) {
        Text into = spare();
        into.add(bytes, from, secretFrom);
        into.add(Placeholders.MASK, 0, Placeholders.MASK.length);
        take(into);
    }

    private void replaceAll(Seeker seeker) {
        Finder finder = seeker.finder;
        Text into = spare();
        int copied = from;
        long count = 0;
        do {
            into.add(bytes, copied, finder.start);
            replace(seeker, bytes, finder.start, finder.end, into);
            copied = finder.end;
            count++;
        } while (finder.next(copied));
        isKeyOpen |= finder == keys && keys.isOpen();
        into.add(bytes, copied, to);
        take(into);
        seeker.hits.add(count);
    }

    private void replace(Seeker seeker, byte[] bytes, int secretFrom, int secretTo, Text into) {
        if (seeker.rule.action() == Action.HASH && hash != null) {
            hash.write(seeker.rule.kind(), bytes, secretFrom, secretTo, into);
            return;
        }
        into.add(Placeholders.MASK, 0, Placeholders.MASK.length);
        if (seeker.rule.kind() == Kind.CARD) {
            into.add(bytes, shownFrom(bytes, secretTo), secretTo);
        }
    }

    /** Where the last four digits of a card begin; they may be in groups of which the last one is shorter. */
    private static int shownFrom(byte[] bytes, int secretTo) {
        int at = secretTo - Placeholders.SHOWN_DIGITS;
        for (int i = at; i < secretTo; i++) {
            if (!Bytes.isDigit(bytes[i])) {
                return secretTo; // 4-4-4-4-3: none, rather than other than four
            }
        }
        return at;
    }

    private Text spare() {
        spare.clear();
        return spare;
    }

    private void take(Text written) {
        spare = result;
        result = written;
        bytes = written.bytes;
        from = 0;
        to = written.length;
    }
}
