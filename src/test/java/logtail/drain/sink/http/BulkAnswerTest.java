package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bulk API says of each event. */
class BulkAnswerTest {
    private static final String OK =
            "{\"index\":{\"_index\":\"l\",\"_id\":\"1\",\"result\":\"created\",\"status\":201}}";
    private static final String MAPPING =
            "{\"index\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\","
                    + "\"reason\":\"[1:23] failed to parse field [n] of type [long] of s3cret\",\"caused_by\":{\"type\":\"x\"}}}}";

    @Test
    void takesABatchWithoutErrors() {
        assertThat(read(3, "{\"took\":3,\"errors\":false}")).isEqualTo(Answer.TAKEN);
        assertThat(read(2, bulk(false, OK, OK))).isEqualTo(Answer.TAKEN);
        assertThat(read(1, bulk(true, OK))).isEqualTo(Answer.TAKEN);
    }

    @Test
    void givesBackTheEventsThatAreNoGood() {
        String old = "{\"create\":{\"error\":\"MapperParsingException[no]\",\"status\":400}}";
        assertThat(read(4, bulk(true, OK, MAPPING, OK, old)))
                .isEqualTo(new Answer.TakenBut(List.of(
                        new Rejection(
                                1,
                                "400 document_parsing_exception: [1:23] failed to parse field [n] of type [long] of ***"),
                        new Rejection(3, "400 : MapperParsingException[no]"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 401, 403, 404, 0})
    void triesTheWholeBatchLaterWhenAnEventCouldBeTakenThen(int status) {
        String busy =
                "{\"index\":{\"status\":%d,\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}}"
                        .formatted(status);
        assertThat(read(3, bulk(true, MAPPING, OK, busy)))
                .isInstanceOfSatisfying(
                        Answer.Later.class,
                        later -> assertThat(later.reason())
                                .isEqualTo("does not take event 3 of 3 now: %d es_rejected_execution_exception: full"
                                        .formatted(status)));
    }

    @Test
    void countsAsTakenWhatWasCreatedBefore() {
        String conflict =
                "{\"create\":{\"status\":409,\"error\":{\"type\":\"version_conflict_engine_exception\",\"reason\":\"r\"}}}";
        byte[] answer = bulk(true, conflict, OK).getBytes(UTF_8);
        assertThat(new BulkAnswer(2, true, new Quotation(List.of())).read(answer))
                .isEqualTo(Answer.TAKEN);
        assertThat(new BulkAnswer(2, false, new Quotation(List.of())).read(answer))
                .isInstanceOf(Answer.Later.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>welcome</html>",
                "{}",
                "[]",
                "{\"errors\":1}",
                "{\"acknowledged\":true}",
                "{\"errors\":true}",
                "{\"errors\":true,\"items\":[]}",
                "{\"errors\":true,\"items\":[{\"index\":{\"status\":400}}",
                "{\"errors\":false,\"items\":["
            })
    void believesNothingElse(String answer) {
        assertThat(read(1, answer)).isInstanceOf(Answer.Later.class);
    }

    private static Answer read(int expected, String answer) {
        return new BulkAnswer(expected, false, new Quotation(List.of("s3cret"))).read(answer.getBytes(UTF_8));
    }

    private static String bulk(boolean hasErrors, String... items) {
        return "{\"took\":30,\"errors\":%s,\"items\":[%s]}".formatted(hasErrors, String.join(",", items));
    }
}
