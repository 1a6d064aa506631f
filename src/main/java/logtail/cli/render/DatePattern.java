package logtail.cli.render;

/** Patterns of {@code strftime} and {@code date(1)} as those of {@link java.time.format.DateTimeFormatter}. Pure. */
final class DatePattern {
    private DatePattern() {}

    /** @throws IllegalArgumentException for a conversion that there is not */
    static String ofStrftime(String strftime) {
        var pattern = new StringBuilder();
        var literal = new StringBuilder();
        int i = 0;
        while (i < strftime.length()) {
            char c = strftime.charAt(i++);
            if (c != '%') {
                literal.append(c == '\'' ? "''" : String.valueOf(c));
                continue;
            }
            int from = i;
            while (i < strftime.length() && "-_0^369E".indexOf(strftime.charAt(i)) >= 0) { // paddings, and %3N
                i++;
            }
            boolean isMillis = i > from && strftime.charAt(i - 1) == '3';
            char conversion = i < strftime.length() ? strftime.charAt(i++) : ' ';
            if (conversion == '%') {
                literal.append(conversion);
            } else {
                flush(literal, pattern);
                pattern.append(conversion(conversion, isMillis));
            }
        }
        flush(literal, pattern);
        return pattern.toString();
    }

    private static String conversion(char c, boolean isMillis) {
        return switch (c) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'e' -> "ppd";
            case 'j' -> "DDD";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'p' -> "a";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'L' -> "SSS";
            case 'N' -> isMillis ? "SSS" : "SSSSSSSSS";
            case 'f' -> "SSSSSS";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'z' -> "xx";
            case 'Z' -> "zzz";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'R' -> "HH:mm";
            case 'D' -> "MM/dd/yy";
            default -> unknown(c);
        };
    }

    private static void flush(StringBuilder literal, StringBuilder pattern) {
        if (!literal.isEmpty()) {
            pattern.append('\'').append(literal).append('\'');
            literal.setLength(0);
        }
    }

    private static String unknown(char c) {
        throw new IllegalArgumentException("%" + c);
    }
}
