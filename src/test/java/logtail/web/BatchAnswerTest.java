package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.ingest.Outcome;
import logtail.ingest.Rejection;
import org.junit.jupiter.api.Test;

class BatchAnswerTest {
    private static final List<Rejection> TWO = List.of(new Rejection(2, "no"), new Rejection(9, "not that"));

    @Test
    void saysNothingWhenAllIsKept() {
        assertThat(BatchAnswer.of(new Outcome(3, 0, 0, "", List.of()))).isEqualTo(Answer.noContent());
        assertThat(BatchAnswer.of(new Outcome(0, 0, 0, "", List.of()))).isEqualTo(Answer.noContent());
    }

    @Test
    void countsBoth() {
        Answer answer = BatchAnswer.of(new Outcome(7, 0, 12, "no", TWO));
        assertThat(answer.status().code()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo(
                        "{\"kept\":7,\"rejected\":12,\"errors\":[{\"line\":2,\"detail\":\"no\"},{\"line\":9,\"detail\":\"not that\"}]}\n");
    }

    @Test
    void isAProblemWhenNothingIsKept() {
        Answer answer = BatchAnswer.of(new Outcome(0, 0, 2, "no", TWO));
        assertThat(answer.status().code()).isEqualTo(403);
        assertThat(answer.text())
                .contains("\"detail\":\"line 2: no; nothing of it is kept\",\"line\":2,\"kept\":0,\"rejected\":2,");
    }

    @Test
    void tellsOfAProblemWhatBecameOfTheLinesBefore() {
        Problem told = BatchAnswer.told(Problem.badRequest("cut").atLine(4), new Outcome(2, 0, 1, "no", TWO));
        assertThat(told.json())
                .contains("\"detail\":\"line 4: cut; 2 lines are kept\",\"line\":4,\"kept\":2,\"rejected\":1,");
    }
}
