package logtail.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The rules of one daemon or command, and how often each has found something. Any thread. */
public final class Redaction {
    private final List<Rule> rules; // in the order in which they are applied
    private final LongAdder[] hits;
    private final LongAdder dropped = new LongAdder();
    private final byte @Nullable [] key;

    private Redaction(List<Rule> rules, byte @Nullable [] key) {
        this.rules = rules;
        this.key = key;
        hits = new LongAdder[rules.size()];
        for (int i = 0; i < hits.length; i++) {
            hits[i] = new LongAdder();
        }
    }

    /**
     * Reads rules as {@code LOGTAIL_REDACT} has them.
     *
     * @param key for hashes; null when no rule hashes
     * @throws RuleSyntaxException when they cannot be understood
     */
    public static Redaction of(String rules, byte @Nullable [] key) {
        List<Rule> ordered = RuleReader.read(rules).stream()
                .sorted(Comparator.comparing(rule -> rule.action() != Action.DROP)) // a stable sort
                .toList();
        if (key == null && hashes(ordered)) {
            throw new IllegalArgumentException("rules that hash need a key");
        }
        return new Redaction(ordered, key);
    }

    /** The same with a key given as text. */
    public static Redaction of(String rules, String key) {
        return of(rules, key.getBytes(UTF_8));
    }

    /**
     * Whether these rules need a key.
     *
     * @throws RuleSyntaxException when they cannot be understood
     */
    public static boolean hashes(String rules) {
        return hashes(RuleReader.read(rules));
    }

    private static boolean hashes(List<Rule> rules) {
        return rules.stream().anyMatch(rule -> rule.action() == Action.HASH);
    }

    /** Creates what redacts the lines of one thread. */
    public Redactor redactor() {
        return new Redactor(new TextRedactor(rules, hits, key == null ? null : new KeyedHash(key)), dropped::increment);
    }

    /** How many secrets each rule has found so far, by its name. */
    public Map<String, LongAdder> hits() {
        var byName = new LinkedHashMap<String, LongAdder>();
        for (int i = 0; i < hits.length; i++) {
            byName.put(rules.get(i).name(), hits[i]);
        }
        return byName;
    }

    /** How many lines were dropped so far. */
    public long droppedLines() {
        return dropped.sum();
    }
}
