package logtail.redact;

import java.util.Random;

/** Draws secrets of each kind, and text that holds none. */
final class SecretSamples {
    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String[] WORDS = {
        "GET",
        "/index.html",
        "took",
        "12ms",
        "seq=17",
        "2026-11-24T13:59:59.123456Z",
        "user",
        "[main]",
        "WARN",
        "é",
        "日本",
        "1795528800000000000",
        "status=200",
        "{\"a\":1}",
        "v1.2.3",
        "a::b",
        "12:34:56",
        "std::vector",
        "50%",
        "id=42",
        "(x)",
    };
    private static final String[] CARD_PREFIXES = {"4", "51", "2221", "34", "6011", "36", "3528", "62", "2200"};
    private static final int[] CARD_LENGTHS = {16, 16, 16, 15, 16, 14, 16, 16, 16};

    private final Random random;

    SecretSamples(Random random) {
        this.random = random;
    }

    /** A secret of the kind, all of which must go. */
    String secret(Kind kind) {
        return switch (kind) {
            case CARD -> card();
            case TOKEN -> token();
            case KEY -> key();
            case EMAIL ->
                letters(1 + random.nextInt(20)) + "@" + letters(1 + random.nextInt(10)) + ".example."
                        + (random.nextBoolean() ? "com" : "xn--p1ai");
            case IPV4 ->
                random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
            case IPV6 -> ipv6();
            case RE -> "pw" + letters(12);
        };
    }

    /** Words without a secret of any kind. */
    String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? "  " : " ");
        }
        return text.toString();
    }

    private String card() {
        int network = random.nextInt(CARD_PREFIXES.length);
        var digits = new StringBuilder(CARD_PREFIXES[network]);
        while (digits.length() < CARD_LENGTHS[network] - 1) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        digits.append(checkDigit(digits));
        String separator = random.nextBoolean() ? " " : "-";
        return switch (random.nextInt(2) * digits.length()) {
            case 16 ->
                digits.insert(12, separator)
                        .insert(8, separator)
                        .insert(4, separator)
                        .toString();
            case 15, 14 -> digits.insert(10, separator).insert(4, separator).toString();
            default -> digits.toString();
        };
    }

    /** Luhn's, from the right, as the standard has it. */
    private static char checkDigit(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted / 10 + weighted % 10;
        }
        return (char) ('0' + (10 - sum % 10) % 10);
    }

    private String token() {
        return switch (random.nextInt(8)) {
            case 0 -> "ghp_" + letters(35) + "7";
            case 1 -> "AKIA" + "IOSFODNN7EXAMPLE";
            case 2 -> "xoxb-1234567890-" + letters(20);
            case 3 -> "eyJ" + letters(20) + "." + letters(40) + "." + letters(30);
            case 4 -> "glpat-" + letters(19) + "3";
            case 5 -> "sk-ant-api03-" + letters(30);
            case 6 -> "AIza" + letters(34) + "5";
            default -> "github_pat_11" + letters(40);
        };
    }

    private String key() {
        String label = random.nextBoolean() ? "RSA PRIVATE KEY" : "PRIVATE KEY";
        String end = random.nextBoolean() ? "\n" : "\\n";
        return "-----BEGIN " + label + "-----" + end + letters(64) + end + letters(40) + "==" + end + "-----END "
                + label + "-----";
    }

    private String ipv6() {
        int groups = 8;
        boolean isShort = random.nextBoolean();
        int gap = isShort ? 1 + random.nextInt(5) : -1;
        var address = new StringBuilder("2001");
        for (int i = 1; i < (isShort ? 6 : groups); i++) {
            address.append(i == gap ? "::" : ":").append(Integer.toHexString(random.nextInt(0x10000)));
        }
        return address.toString();
    }

    String letters(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(ALPHANUMERIC.charAt(random.nextInt(ALPHANUMERIC.length())));
        }
        return text.toString();
    }
}
