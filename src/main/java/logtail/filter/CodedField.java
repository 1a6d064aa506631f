package logtail.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import logtail.event.IdRange;
import logtail.event.Severity;
import logtail.filter.FieldParser.Value;

/** Parses conditions on the fields that an event stores as numbers: {@code level}, {@code facility}, {@code id}. */
final class CodedField {
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private final FilterSource in;

    CodedField(FilterSource in) {
        this.in = in;
    }

    boolean isCoded(String name) {
        return name.equals("level") || name.equals("facility") || name.equals("id");
    }

    Filter present(String name) {
        return switch (name) {
            case "level" -> new Filter.Levels(Filter.Levels.ALL);
            case "facility" -> new Filter.Facilities(Filter.Facilities.ALL);
            default -> new Filter.Ids(IdRange.closed(0, Long.MAX_VALUE));
        };
    }

    Filter anyOf(String name, List<Value> values) {
        if (name.equals("id")) {
            List<Filter> ids = new ArrayList<>();
            for (Value value : values) {
                long id = id(value.text(), value.offset());
                ids.add(new Filter.Ids(IdRange.of(id)));
            }
            return ids.size() == 1 ? ids.getFirst() : new Filter.Or(ids);
        }
        int codes = 0;
        for (Value value : values) {
            codes |= 1 << code(name, value.text(), value.offset());
        }
        return ofCodes(name, codes, values.getFirst());
    }

    Filter noneOf(String name, List<Value> values) {
        Filter any = anyOf(name, values);
        return any instanceof Filter.Levels levels
                ? ofCodes(name, ~levels.codes() & Filter.Levels.ALL, values.getFirst())
                : new Filter.Not(any);
    }

    /** For levels, greater means worse. */
    Filter compare(String name, String operator, Value value) {
        boolean isIncluded = operator.endsWith("=");
        boolean isMore = operator.startsWith(">");
        if (name.equals("id")) {
            long id = id(value.text(), value.offset());
            return isMore
                    ? ids(isIncluded ? id : id + 1, Long.MAX_VALUE, value)
                    : ids(0, isIncluded ? id : id - 1, value);
        }
        int code = code(name, value.text(), value.offset());
        int below = (1 << code) - 1;
        int above = -2 << code;
        int codes = isMore == name.equals("level") ? below : above;
        return ofCodes(name, isIncluded ? codes | 1 << code : codes, value);
    }

    /** @param dots the offset of {@code ..} in the value */
    Filter range(String name, Value value, int dots) {
        String low = value.text().substring(0, dots);
        String high = value.text().substring(dots + 2);
        if (low.isEmpty() && high.isEmpty()) {
            throw in.wrong(value.offset(), "the range has no ends", "one or both");
        }
        int highOffset = value.offset() + dots + 2;
        if (low.isEmpty() || high.isEmpty()) {
            Value end = low.isEmpty() ? new Value(high, false, highOffset) : new Value(low, false, value.offset());
            return compare(name, low.isEmpty() ? "<=" : ">=", end);
        }
        if (name.equals("id")) {
            return ids(id(low, value.offset()), id(high, highOffset), value);
        }
        int one = code(name, low, value.offset());
        int other = code(name, high, highOffset);
        return ofCodes(name, (2 << Math.max(one, other)) - (1 << Math.min(one, other)), value);
    }

    private Filter ofCodes(String name, int codes, Value value) {
        int all = name.equals("level") ? Filter.Levels.ALL : Filter.Facilities.ALL;
        if ((codes & all) == 0) {
            throw in.wrong(value.offset(), "this excludes every " + name, "a condition that some " + name + " meets");
        }
        return name.equals("level") ? new Filter.Levels(codes & all) : new Filter.Facilities(codes & all);
    }

    private Filter ids(long first, long last, Value value) {
        if (first > last || first < 0) {
            throw in.wrong(value.offset(), "this excludes every id", "the smaller end first");
        }
        return new Filter.Ids(IdRange.closed(first, last));
    }

    private int code(String name, String word, int offset) {
        if (name.equals("level")) {
            Optional<Severity> severity = Severity.namedOrNumbered(word);
            return severity.orElseThrow(() -> in.wrong(
                            offset, "there is no such level", "emerg alert crit error warn notice info or debug"))
                    .code();
        }
        int named = FACILITIES.indexOf(word);
        OptionalInt number = word.matches("[0-9]{1,2}") ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
        int code = number.orElse(named);
        if (code < 0 || code >= FACILITIES.size()) {
            throw in.wrong(offset, "there is no such facility", "0 to 23, or a name such as kern, daemon, local0");
        }
        return code;
    }

    private long id(String word, int offset) {
        if (!word.matches("[0-9]{1,18}")) {
            throw in.wrong(offset, "ids are numbers", "digits; for a member of the message, .id");
        }
        return Long.parseLong(word);
    }
}
