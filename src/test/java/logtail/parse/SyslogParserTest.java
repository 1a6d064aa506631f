package logtail.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import logtail.event.Severity;
import org.junit.jupiter.api.Test;

final class SyslogParserTest {
    private static final String NOW = "2026-11-24T12:00:00Z";
    private static final String BOM = "\uFEFF";

    private final SyslogParser parser = new SyslogParser(ZoneOffset.UTC);

    private Parsed parse(String frame) {
        return Parsed.of(parser, frame, NOW);
    }

    @Test
    void readsEveryFieldOfRfc5424() {
        var line =
                parse("<165>1 2003-10-11T22:14:15.003Z web1 shop web.3 ID47 [ex@32473 iut=\"3\" src=\"a\"] An event");
        assertThat(line.facility()).isEqualTo(20);
        assertThat(line.severity()).isEqualTo(Severity.NOTICE.code());
        assertThat(line.time()).isEqualTo("2003-10-11T22:14:15.003Z");
        assertThat(line.host()).isEqualTo("web1");
        assertThat(line.app()).isEqualTo("shop");
        assertThat(line.process()).isEqualTo("web.3");
        assertThat(line.msgId()).isEqualTo("ID47");
        assertThat(line.attributes()).isEqualTo(Map.of("ex@32473.iut", "3", "ex@32473.src", "a"));
        assertThat(line.message()).isEqualTo("An event");
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void readsDashesAsAbsent() {
        var line = parse("<1>1 - - - - - -");
        assertThat(line.time() + line.host() + line.app() + line.process() + line.msgId() + line.message())
                .isEmpty();
        assertThat(line.attributes()).isEmpty();
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void resolvesTheThreeEscapesOfStructuredDataAndNoOther() {
        var line = parse("<1>1 - - - - - [a b=\"\\\"q\\\" \\\\ \\] \\n\"] m");
        assertThat(line.attributes()).isEqualTo(Map.of("a.b", "\"q\" \\ ] \\n"));
        assertThat(line.message()).isEqualTo("m");
    }

    @Test
    void keepsAnElementWithoutParametersAsAnEmptyAttribute() {
        assertThat(parse("<1>1 - - - - - [error] m").attributes()).isEqualTo(Map.of("error", ""));
    }

    @Test
    void takesTextAfterMsgIdForTheMessageWhenStructuredDataIsMissing() {
        var line = parse("<40>1 2012-11-30T06:45:29+00:00 host app web.3 - State changed from starting to up\n");
        assertThat(line.app()).isEqualTo("app");
        assertThat(line.process()).isEqualTo("web.3");
        assertThat(line.message()).isEqualTo("State changed from starting to up");
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void takesBrokenStructuredDataForTheMessage() {
        var line = parse("<13>1 - h a p - [ok x=\"1\"][broken y=1] text");
        assertThat(line.message()).isEqualTo("[ok x=\"1\"][broken y=1] text");
        assertThat(line.attributes()).isEmpty();
    }

    @Test
    void keepsTheBytesOfAnRfc5424MessageButTheBom() {
        assertThat(parse("<1>1 - - - - - -  two spaces ").message()).isEqualTo(" two spaces ");
        assertThat(parse("<1>1 - - - - - - line1\nline2\r\n").message()).isEqualTo("line1\nline2");
        assertThat(parse("<1>1 - - - - - - " + BOM + "text").message()).isEqualTo("text");
    }

    @Test
    void dropsOneLineEndAndOneNul() {
        assertThat(parse("<13>a: b\n\0").message()).isEqualTo("b");
        assertThat(parse("<13>a: b\r\n").message()).isEqualTo("b");
        assertThat(parse("<13>a: b\n\n").message()).isEqualTo("b\n");
    }

    @Test
    void keepsABrokenRfc5424HeaderWholeWithItsSeverity() {
        var line = parse("<11>1 2003-11-02T23 host app - - - text");
        assertThat(line.message()).isEqualTo("<11>1 2003-11-02T23 host app - - - text");
        assertThat(line.severity()).isEqualTo(Severity.ERROR.code());
        assertThat(line.isMalformed()).isTrue();
        assertThat(line.app()).isEmpty();
    }

    @Test
    void readsTagProcessHostAndTimeOfRfc3164() {
        var line = parse("<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed");
        assertThat(line.time()).isEqualTo("2026-10-11T22:14:15Z");
        assertThat(line.host()).isEqualTo("mymachine");
        assertThat(line.app()).isEqualTo("su");
        assertThat(line.process()).isEqualTo("12");
        assertThat(line.message()).isEqualTo("'su root' failed");
        assertThat(line.facility()).isEqualTo(4);
        assertThat(line.severity()).isEqualTo(2);
    }

    @Test
    void dropsJustOneSpaceAfterTheTag() {
        assertThat(parse("<34>Oct 11 22:14:15 h app:  two").message()).isEqualTo(" two");
    }

    @Test
    void takesTheYearBeforeWhenTheDateLiesMoreThanADayAhead() {
        assertThat(parse("<34>Nov 25 11:59:59 h a: m").time()).isEqualTo("2026-11-25T11:59:59Z");
        assertThat(parse("<34>Nov 25 12:00:01 h a: m").time()).isEqualTo("2025-11-25T12:00:01Z");
        assertThat(Parsed.of(parser, "<34>Dec 31 23:59:59 h a: m", "2027-01-01T00:00:05Z")
                        .time())
                .isEqualTo("2026-12-31T23:59:59Z");
        assertThat(Parsed.of(parser, "<34>Jan  1 00:00:01 h a: m", "2026-12-31T23:59:58Z")
                        .time())
                .isEqualTo("2027-01-01T00:00:01Z");
    }

    @Test
    void infersTheYearAnewWhenTimeGoesOn() {
        assertThat(Parsed.of(parser, "<34>Mar  1 10:00:00 h a: m", "2026-03-01T10:00:00Z")
                        .time())
                .isEqualTo("2026-03-01T10:00:00Z");
        assertThat(Parsed.of(parser, "<34>Mar  1 10:00:00 h a: m", "2027-02-01T10:00:00Z")
                        .time())
                .isEqualTo("2026-03-01T10:00:00Z");
        assertThat(Parsed.of(parser, "<34>Mar  1 10:00:00 h a: m", "2027-03-01T10:00:00Z")
                        .time())
                .isEqualTo("2027-03-01T10:00:00Z");
        assertThat(Parsed.of(parser, "<34>Mar  1 10:00:00 h a: m", "2026-03-01T10:00:00Z")
                        .time())
                .isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void readsTimesWithoutZoneInTheGivenZone() {
        var paris = new SyslogParser(ZoneId.of("Europe/Paris"));
        assertThat(Parsed.of(paris, "<34>Jul  1 12:00:00 h a: m", NOW).time()).isEqualTo("2026-07-01T10:00:00Z");
        assertThat(Parsed.of(paris, "<34>Jan  1 12:00:00 h a: m", NOW).time()).isEqualTo("2026-01-01T11:00:00Z");
        assertThat(Parsed.of(paris, "<34>2026-07-01T12:00:00 h a: m", NOW).time())
                .isEqualTo("2026-07-01T10:00:00Z");
    }

    @Test
    void keepsTextThatIsNotSyslogWhole() {
        var line = parse("This is a message!");
        assertThat(line.message()).isEqualTo("This is a message!");
        assertThat(line.app()).isEmpty();
        assertThat(line.isMalformed()).isTrue();
        assertThat(line.severity()).isEqualTo(Severity.NOTICE.code());
    }

    @Test
    void keepsALineWithAPriThatCannotBeWhole() {
        for (String frame : new String[] {"<192>a: b", "<-1>a: b", "<>a: b", "<1234>a: b", "<12", "<"}) {
            var line = parse(frame);
            assertThat(line.message()).isEqualTo(frame);
            assertThat(line.isMalformed()).isTrue();
            assertThat(line.severity()).isEqualTo(Severity.NONE);
        }
    }

    @Test
    void countsALineWithoutPriAsUserNotice() {
        var line = parse("Oct 11 22:14:15 test-host su[1024]: this is the message");
        assertThat(line.facility()).isEqualTo(1);
        assertThat(line.severity()).isEqualTo(5);
        assertThat(line.app()).isEqualTo("su");
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void takesNoJsonBracketOrIndentForATag() {
        for (String text : new String[] {"{\"a\":1}", "[error] x", "\tat B.main(B.java:2)", "\"quoted\" x"}) {
            var line = parse("<13>Nov 23 19:10:47 vm " + text);
            assertThat(line.host()).isEqualTo("vm");
            assertThat(line.app()).isEmpty();
            assertThat(line.message()).isEqualTo(text);
        }
    }

    @Test
    void takesNoWordForATagThatALineFeedEnds() {
        var line = parse("<132>2026-11-23T19:36:20Z hostx line1\nline2\n");
        assertThat(line.app()).isEmpty();
        assertThat(line.message()).isEqualTo("line1\nline2");
    }

    @Test
    void readsTheSequenceNumberOfACiscoRouter() {
        var line = parse("<186>91: *Oct  7 03:10:04.485: %HARDWARE-2-FAN_ERROR: Fan Failure");
        assertThat(line.attributes()).isEqualTo(Map.of("meta.sequenceId", "91"));
        assertThat(line.time()).isEqualTo("2026-10-07T03:10:04.485Z");
        assertThat(line.app()).isEqualTo("cisco");
        assertThat(line.message()).isEqualTo("%HARDWARE-2-FAN_ERROR: Fan Failure");
    }

    @Test
    void keepsAWordTooLongForAnAppAsText() {
        String word = "x".repeat(65);
        assertThat(parse("<13>Nov 23 19:10:47 vm " + word).message()).isEqualTo(word);
        assertThat(parse("<13>" + word + " rest").message()).isEqualTo(word + " rest");
        assertThat(parse("<13>Nov 23 19:10:47 vm " + word + ": rest").app()).isEqualTo(word);
    }

    @Test
    void dropsAnOctetCountInsideADatagram() {
        assertThat(parse("15 <13>1 - - - - -").app()).isEmpty();
        assertThat(parse("12 <13>app: hey").app()).isEqualTo("app");
        assertThat(parse("11 <13>app: hey").isMalformed()).isTrue();
    }
}
