package logtail.filter;

import java.util.List;

/** A condition on one event, as {@link FilterParser} understood it and {@link Matcher} runs it. */
public sealed interface Filter {
    /** True of every event. */
    record All() implements Filter {}

    /**
     * True when the message contains the UTF-8 bytes of {@code text}.
     *
     * @param text not empty
     * @param ignoreCase whether ASCII letters match in either case; other bytes match exactly always
     */
    record Contains(String text, boolean ignoreCase) implements Filter {
        public Contains {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("an empty text is contained everywhere; use All");
            }
        }

        /** Smart case: a text without upper-case letters matches in any case. */
        public static Contains smartCase(String text) {
            return new Contains(text, text.codePoints().noneMatch(Character::isUpperCase));
        }
    }

    /** True when {@code negated} is not. */
    record Not(Filter negated) implements Filter {}

    /**
     * True when all are.
     *
     * @param filters at least two
     */
    record And(List<Filter> filters) implements Filter {
        public And {
            filters = List.copyOf(filters);
        }
    }
}
