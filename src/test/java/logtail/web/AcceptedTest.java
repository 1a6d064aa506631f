package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.encode.EventFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                             | NDJSON
            application/x-ndjson                                            | NDJSON
            application/json                                                | NDJSON
            application/json, text/plain, */*                               | NDJSON
            text/event-stream                                               | SSE
            text/event-stream; charset=utf-8, */*                           | SSE
            text/plain, */*                                                 | TEXT
            TEXT/*                                                          | TEXT
            text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | NDJSON
            text/plain;q=0.5, text/event-stream;q=0.7                       | SSE
            text/event-stream;q=0.001, text/plain;q=0                       | SSE
            application/x-ndjson;q=0, */*                                   | TEXT
            text/plain;q=x                                                  | TEXT
            application/xml                                                 |
            text/html, application/json;q=0                                 |
            */*;q=0                                                         |
            """)
    void choosesTheFormatThatIsPreferred(String accept, EventFormat.Kind expected) {
        assertThat(Accepted.format(List.of(accept)).orElse(null)).isEqualTo(expected);
    }

    @Test
    void givesNdjsonToThoseWhoDoNotSay() {
        assertThat(Accepted.format(List.of())).contains(EventFormat.Kind.NDJSON);
        assertThat(Accepted.format(List.of(""))).contains(EventFormat.Kind.NDJSON);
    }
}
