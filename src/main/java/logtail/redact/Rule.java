package logtail.redact;

/**
 * One rule.
 *
 * @param name under which its hits are counted: its kind, or {@code re1}, {@code re2} and so on
 * @param regex in the syntax of RE2; empty unless the kind is {@link Kind#RE}
 */
record Rule(String name, Kind kind, Action action, String regex, boolean ignoreCase) {}
