package logtail.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.event.Names;
import logtail.runtime.Durations;

/** What the parts of a token may be, from wherever they are given. Each throws {@link TokenException} with value and limit. Pure. */
final class TokenRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Set<Right> OF_APPS = EnumSet.of(Right.INGEST, Right.TAIL, Right.DRAIN);
    private static final int MOST_APPS = 64;
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final String NEVER = "never";
    private static final String RIGHTS =
            Stream.of(Right.values()).map(Right::word).collect(Collectors.joining(", "));

    private TokenRules() {}

    static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw TokenException.invalid(
                    "the name '%s' of a token: takes letters, digits, '.', '_' and '-', a letter or digit first, at most 64"
                            .formatted(shown(name)));
        }
        return name;
    }

    /** At least one right, by name. */
    static Set<Right> rights(List<String> words) {
        var rights = EnumSet.noneOf(Right.class);
        words.forEach(word -> rights.add(right(word.strip())));
        if (rights.isEmpty()) {
            throw TokenException.invalid("a token takes at least one right: " + RIGHTS);
        }
        return rights;
    }

    private static Right right(String word) {
        return Stream.of(Right.values())
                .filter(right -> right.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> TokenException.invalid("the right '%s': takes %s".formatted(shown(word), RIGHTS)));
    }

    /** Globs of apps, to which these rights can be limited. */
    static AppScope apps(List<String> globs, Set<Right> rights) {
        if (globs.size() > MOST_APPS) {
            throw TokenException.invalid(
                    "%d globs of apps: a token takes at most %d".formatted(globs.size(), MOST_APPS));
        }
        for (String glob : globs) {
            boolean isFit = !glob.isEmpty() && Names.fit(glob, Names.MAX_BYTES).equals(glob);
            if (!isFit) {
                throw TokenException.invalid(
                        "the app '%s': takes a name without white space, with * and ?, at most %d bytes and it has %d"
                                .formatted(shown(glob), Names.MAX_BYTES, glob.getBytes(UTF_8).length));
            }
        }
        var others = EnumSet.copyOf(rights);
        others.removeAll(OF_APPS);
        if (!globs.isEmpty() && !others.isEmpty()) {
            throw TokenException.invalid(
                    "a token that is limited to apps cannot have the right %s, which concerns all of them; it takes %s"
                            .formatted(words(others), words(OF_APPS)));
        }
        return AppScope.of(globs.stream().distinct().toList());
    }

    /** {@code 90d} from now on, an RFC 3339 time, a date (its beginning in UTC), or {@code never} or nothing. */
    static Optional<Instant> expires(String text, Instant now) {
        if (text.isEmpty() || text.equals(NEVER)) {
            return Optional.empty();
        }
        Instant end = Durations.parse(text)
                .filter(age -> age.compareTo(LONGEST) <= 0)
                .map(now::plus)
                .or(() -> time(text))
                .orElseThrow(() -> expiry(text, "and it is none of these"));
        if (!end.isAfter(now)) {
            throw expiry(text, "and that is over");
        }
        if (end.isAfter(now.plus(LONGEST))) {
            throw expiry(text, "and at most 36500d");
        }
        return Optional.of(end);
    }

    private static TokenException expiry(String text, String why) {
        return TokenException.invalid(
                "the expiry '%s': takes a time such as 90d, 2027-01-31, 2027-01-31T12:00:00Z or never, %s"
                        .formatted(shown(text), why));
    }

    static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    text.length() == "2027-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Their names, as a list in a sentence. */
    static String words(Set<Right> rights) {
        return rights.stream().sorted().map(Right::word).collect(Collectors.joining(", "));
    }

    /** Without what would harm a terminal or a log, and not too much of it. */
    private static String shown(String text) {
        String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return start.replaceAll("\\p{C}", "?");
    }
}
