package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The words of dates: the short English names of the months, which syslog has, and the names that daemons write whose locale is
 * another one of western Europe, in UTF-8 and Latin-1, in any case.
 */
final class CalendarWords {
    private static final int MAX_BYTES = 10;
    private static final String ENGLISH = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final byte[][][] MONTHS = Stream.of(
                    "jan january januar januari janvier janv jän jänner ene enero gen gennaio janeiro",
                    "feb february februar februari février févr fév fevr fev febrero febbraio fevereiro",
                    "mar march märz mär mrz maerz mars maart mrt marzo março",
                    "apr april avril avr abr abril aprile",
                    "may mai maj mei mayo mag maggio maio",
                    "jun june juni juin junio giu giugno junho",
                    "jul july juli juil juillet julio lug luglio julho",
                    "aug august augustus augusti août aout ago agosto",
                    "sep sept september septembre septiembre set settembre setembro",
                    "oct october okt oktober octobre octubre ott ottobre out outubro",
                    "nov november novembre noviembre novembro",
                    "dec december dez dezember des desember déc décembre dic diciembre dicembre dezembro")
            .map(CalendarWords::words)
            .toArray(byte[][][]::new);
    private static final byte[][] WEEKDAYS = words(
            "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday"
                    + " sat saturday sun sunday mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag so sonntag"
                    + " lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche"
                    + " mié mie jue vie sáb sab dom gio ma wo vr za zo seg ter qua qui sex mån man tis tir ons tor fre lör lör sön søn");
    private static final WordStarts STARTS =
            new WordStarts(Stream.concat(Arrays.stream(MONTHS).flatMap(Arrays::stream), Arrays.stream(WEEKDAYS))
                    .toArray(byte[][]::new));

    private CalendarWords() {}

    /** The month whose short English name stands at {@code at}, 1 to 12, or 0. */
    static int englishMonth(byte[] bytes, int at) {
        for (int month = 0; month < 12; month++) {
            if ((bytes[at] | 0x20) == ENGLISH.charAt(month * 3)
                    && (bytes[at + 1] | 0x20) == ENGLISH.charAt(month * 3 + 1)
                    && (bytes[at + 2] | 0x20) == ENGLISH.charAt(month * 3 + 2)) {
                return month + 1;
            }
        }
        return 0;
    }

    /** Where the letters end that begin at {@code from}; at {@code from} when they make no word of a date. */
    static int wordEnd(byte[] bytes, int from, int to) {
        int at = from;
        int limit = Math.min(to, from + MAX_BYTES);
        while (at < limit && isLetter(bytes[at])) {
            at++;
        }
        return at < to && isLetter(bytes[at]) ? from : at;
    }

    /** Whether what may be one word of a date, or two, stand before a number, as {@code Sun Nov } do. */
    static boolean areBeforeDay(byte[] bytes, int from, int to) {
        if (!STARTS.mayBeAt(bytes, from, to)) {
            return false;
        }
        int at = from;
        for (int word = 0; word < 2; word++) {
            int end = wordEnd(bytes, at, to);
            end += end > at && end < to && (bytes[end] == ',' || bytes[end] == '.') ? 1 : 0;
            at = Words.skipSpaces(bytes, end, to);
            if (at == end || at == to) {
                return false;
            }
            if (Digits.isDigit(bytes[at])) {
                return word > 0 || end > from;
            }
        }
        return false;
    }

    /** The month of this name, 1 to 12, or 0. */
    static int month(byte[] bytes, int from, int to) {
        for (int month = 0; month < MONTHS.length; month++) {
            if (isAny(MONTHS[month], bytes, from, to)) {
                return month + 1;
            }
        }
        return 0;
    }

    static boolean isWeekday(byte[] bytes, int from, int to) {
        return isAny(WEEKDAYS, bytes, from, to);
    }

    private static boolean isAny(byte[][] words, byte[] bytes, int from, int to) {
        for (byte[] word : words) {
            if (word.length == to - from && isWord(word, bytes, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(byte[] word, byte[] bytes, int from) {
        for (int i = 0; i < word.length; i++) {
            byte b = bytes[from + i];
            if ((b < 0 ? b : b | 0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte b) {
        return b < 0 || Words.isLetter(b);
    }

    private static byte[][] words(String words) {
        return Arrays.stream(words.split(" "))
                .flatMap(word -> Stream.of(word.getBytes(UTF_8), word.getBytes(ISO_8859_1)))
                .toArray(byte[][]::new);
    }
}
