package logtail.filter;

import java.util.Random;

/** Makes filters as people might type them, some of which match some of {@link RandomLines}. */
final class RandomFilters {
    private static final String[] REGEXES = {
        "/time ?out/",
        "/time ?out/i",
        "/5\\d\\d/",
        "/(alice|bob)/",
        "/GET|POST/",
        "/\\b[0-9a-f]{4,}/",
        "/\\/api\\/v[12]/",
        "/^\\{/",
        "/err.*refused/i",
        "/kek/i",
        "/a{0,2}b+c?/",
        "/caf\u00E9/",
        "/x*/",
        "/status=.00 /",
        "/\\d+ms\\b|took/"
    };
    private static final String[] QUANTITIES = {
        "0", "200", "404", "500", "499.5", "-3", "1e3", "250ms", "0.3s", "1h30m", "90m", "300us", "10KiB", "10kb",
        "1mb", "1"
    };
    private static final String[] LEVELS = {
        "emerg", "crit", "err", "error", "WARN", "warning", "notice", "info", "debug"
    };

    private final Random random;
    private final RandomLines lines;

    RandomFilters(Random random, RandomLines lines) {
        this.random = random;
        this.lines = lines;
    }

    String next() {
        return or(2);
    }

    private String or(int depth) {
        var text = new StringBuilder(and(depth));
        while (random.nextInt(4) == 0) {
            text.append(" OR ").append(and(depth));
        }
        return text.toString();
    }

    private String and(int depth) {
        var text = new StringBuilder(not(depth));
        while (random.nextInt(3) == 0) {
            text.append(oneOf(" ", " ", "  ", " AND ")).append(not(depth));
        }
        return text.toString();
    }

    private String not(int depth) {
        String term = depth > 0 && random.nextInt(5) == 0 ? "(" + or(depth - 1) + ")" : term();
        return oneOf("", "", "", "", "-", "NOT ", "NOT NOT ") + term;
    }

    private String term() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> quoted(piece());
            case 2 -> oneOf(REGEXES);
            case 3 -> header();
            case 4 -> coded();
            default -> key();
        };
    }

    /** Some part of some line. */
    private String piece() {
        String line = lines.text();
        String text = line.isEmpty() ? "x" : line;
        int points = text.codePointCount(0, text.length());
        int from = random.nextInt(points);
        int length = 1 + random.nextInt(Math.min(random.nextInt(3) == 0 ? 20 : 4, points - from));
        String piece = text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, from + length));
        return random.nextBoolean() ? piece.toLowerCase(java.util.Locale.ROOT) : piece;
    }

    private String header() {
        String name = oneOf("app", "process", "host", "msgid", "message");
        String value = oneOf(RandomLines.NAMES);
        return name
                + oneOf(
                        "=" + value,
                        "!=" + value,
                        ":" + value.substring(1),
                        ":*",
                        "~^" + value,
                        "=" + value + ",web",
                        ">1");
    }

    private String coded() {
        return switch (random.nextInt(3)) {
            case 0 -> "level" + oneOf("=", "!=", ">=", "<=", ":") + oneOf(LEVELS);
            case 1 -> "facility" + oneOf("=local0,3", "!=cron", ">=16", "<local0", ":*", ":kern..daemon");
            default -> "id" + oneOf("=1003", ">1004", ":1001..1005", "!=1002,1001", "<=1006", ":*");
        };
    }

    private String key() {
        String key = oneOf(RandomLines.KEYS);
        String value = random.nextInt(6) == 0 ? quoted(piece()) : quoted(oneOf(RandomLines.VALUES));
        return switch (random.nextInt(9)) {
            case 0 -> key + ":*";
            case 1 -> key + "~" + oneOf(REGEXES);
            case 2 -> key + oneOf(">", ">=", "<", "<=") + oneOf(QUANTITIES);
            case 3 -> key + oneOf(":200..404", ":250ms..", ":..10KiB", ":0..1e3", ":1ms..1h");
            case 4 -> key + "!=" + value;
            case 5 -> key + "=" + value + "," + quoted(oneOf(RandomLines.VALUES));
            case 6, 7 -> key + "=" + value;
            default -> key + ":" + (value.equals("\"\"") ? "x" : value);
        };
    }

    private static String quoted(String text) {
        return text.matches("(?!(and|or|[1-5]xx)$)[a-z0-9]+")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
