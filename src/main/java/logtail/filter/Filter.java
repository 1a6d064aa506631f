package logtail.filter;

import java.util.List;
import java.util.Optional;
import logtail.event.IdRange;
import logtail.event.Names;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one event: {@link FilterParser} parses it, {@link Matcher} runs it. Its text is an equivalent filter.
 */
public sealed interface Filter {
    /** True of every event. */
    record All() implements Filter {
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when the message contains the UTF-8 bytes of {@code text}.
     *
     * @param text not empty
     * @param ignoreCase whether ASCII letters match in either case; other bytes always match exactly
     */
    record Contains(String text, boolean ignoreCase) implements Filter {
        public Contains {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("an empty text is contained everywhere; use All");
            }
        }

        /** Smart case: a text without upper-case letters matches in any case. */
        public static Contains smartCase(String text) {
            return new Contains(text, isAnyCase(text));
        }

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when the regular expression matches somewhere in the message, read as UTF-8.
     *
     * @param regex in the syntax of RE2
     */
    record Matches(String regex, boolean ignoreCase) implements Filter {
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when the severity is one of these.
     *
     * @param codes bit {@code n} stands for severity code {@code n}
     */
    record Levels(int codes) implements Filter {
        /** All eight. */
        public static final int ALL = 0xFF;

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when the event has a facility and it is one of these.
     *
     * @param codes bit {@code n} stands for facility {@code n}
     */
    record Facilities(int codes) implements Filter {
        /** All 24. */
        public static final int ALL = 0xFF_FFFF;

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** True when the event's id lies in this range. */
    record Ids(IdRange range) implements Filter {
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** True when this field of the event is not empty and meets the condition. */
    record Header(Place place, Condition condition) implements Filter {
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when any value of this name meets the condition: an attribute, a member of a JSON message, a pair of a
     * logfmt message. {@link Condition.Has} is also true when the message contains {@code key:text} literally.
     *
     * @param key as written; a leading dot is not part of the name
     */
    record Key(String key, Condition condition) implements Filter {
        /** The name of the attribute or member. */
        public String name() {
            return key.startsWith(".") ? key.substring(1) : key;
        }

        /** The literal text in the message that counts as a match; only {@link Condition.Has} has one. */
        Optional<Contains> inText() {
            return condition instanceof Condition.Has has
                    ? Optional.of(Contains.smartCase(key + ":" + has.text()))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** True when {@code negated} is false. */
    record Not(Filter negated) implements Filter {
        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when all of them are true.
     *
     * @param filters at least two
     */
    record And(List<Filter> filters) implements Filter {
        public And {
            filters = List.copyOf(filters);
        }

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /**
     * True when any of them is true.
     *
     * @param filters at least two
     */
    record Or(List<Filter> filters) implements Filter {
        public Or {
            filters = List.copyOf(filters);
        }

        @Override
        public String toString() {
            return FilterText.of(this);
        }
    }

    /** The text fields of an event, besides its attributes. */
    enum Place {
        APP("app", Names.MAX_BYTES),
        PROCESS("process", Names.MAX_BYTES),
        HOST("host", Names.MAX_HOST_BYTES),
        MSGID("msgid", 0),
        MESSAGE("message", 0);

        private final String label;
        private final int nameBytes;

        /** @param nameBytes length of the longest name there; 0 when it holds no name */
        Place(String label, int nameBytes) {
            this.label = label;
            this.nameBytes = nameBytes;
        }

        /** The condition with what names become in the place of names that were given: see {@link Names}. */
        Condition fit(Condition condition) {
            if (nameBytes == 0) {
                return condition;
            }
            return switch (condition) {
                case Condition.Is is ->
                    new Condition.Is(is.values().stream()
                            .map(name -> Names.fit(name, nameBytes))
                            .toList());
                case Condition.Has has -> {
                    String text = Names.fit(has.text(), Integer.MAX_VALUE);
                    yield text.isEmpty() ? has : new Condition.Has(text, has.ignoreCase());
                }
                default -> condition;
            };
        }

        /** The field's name in the language. */
        public String label() {
            return label;
        }
    }

    /** A condition on one value. */
    sealed interface Condition {
        /** The value contains the text; see {@link Contains}. */
        record Has(String text, boolean ignoreCase) implements Condition {
            static Has smartCase(String text) {
                return new Has(text, isAnyCase(text));
            }
        }

        /** The value equals one of these, byte for byte. */
        record Is(List<String> values) implements Condition {
            public Is {
                values = List.copyOf(values);
            }
        }

        /** The value is a quantity between these limits, at least one of which is present. */
        record Between(@Nullable Limit low, @Nullable Limit high) implements Condition {}

        /** The regular expression matches somewhere in the value. */
        record Like(String regex, boolean ignoreCase) implements Condition {}

        /** The value exists and is not {@code null}. */
        record Present() implements Condition {}
    }

    /** One end of a range. */
    record Limit(Quantity quantity, boolean isIncluded) {}

    private static boolean isAnyCase(String text) {
        return text.codePoints().noneMatch(Character::isUpperCase);
    }
}
