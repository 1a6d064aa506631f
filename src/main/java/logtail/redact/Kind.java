package logtail.redact;

import java.util.Locale;

/** What a rule looks for. */
enum Kind {
    CARD,
    TOKEN,
    KEY,
    EMAIL,
    IPV4,
    IPV6,
    /** A regular expression of the user's own. */
    RE;

    /** As in a rule. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Finder finder(Rule rule) {
        return switch (this) {
            case CARD -> new CardFinder();
            case TOKEN -> new TokenFinder();
            case KEY -> new KeyFinder();
            case EMAIL -> new EmailFinder();
            case IPV4 -> new Ipv4Finder();
            case IPV6 -> new Ipv6Finder();
            case RE -> new RegexFinder(rule.regex(), rule.ignoreCase());
        };
    }

    /** The byte that counts for the hash of a value, so that one value has one hash however it is written; -1 for none. */
    int canonical(byte b) {
        return switch (this) {
            case CARD -> Bytes.isDigit(b) ? b : -1;
            case EMAIL, IPV6 -> Bytes.isUpper(b) ? b | Bytes.CASE : b;
            case TOKEN, KEY, IPV4, RE -> b;
        };
    }
}
