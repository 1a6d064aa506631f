package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import logtail.ingest.Outcome;
import logtail.runtime.Json;

/**
 * The answer to lines once those that are good are stored: 204 when that is all of them, 200 with both numbers when some are
 * rejected, as most senders drop or repeat a whole batch for any other status; 403 when there is nothing good among them. Pure.
 */
final class BatchAnswer {
    private BatchAnswer() {}

    static Answer of(Outcome outcome) {
        if (outcome.rejected() == 0) {
            return Answer.noContent();
        }
        if (outcome.taken() > 0) {
            Json json = Json.object()
                    .with("kept", outcome.taken())
                    .with("rejected", outcome.rejected())
                    .with("errors", errors(outcome));
            return Answer.json(HttpResponseStatus.OK, json.toString().concat("\n"));
        }
        var problem = new Problem(HttpResponseStatus.FORBIDDEN, outcome.firstReason());
        boolean isKnown = !outcome.rejections().isEmpty();
        return Answer.of(
                told(isKnown ? problem.atLine(outcome.rejections().getFirst().line()) : problem, outcome));
    }

    /** A problem that ended the request, with what became of the lines before it. */
    static Problem told(Problem problem, Outcome outcome) {
        Problem told = problem.afterKeeping(outcome.taken());
        return outcome.rejected() == 0
                ? told
                : told.with("rejected", outcome.rejected()).with("errors", errors(outcome));
    }

    private static List<Json> errors(Outcome outcome) {
        return outcome.rejections().stream()
                .map(rejection -> Json.object().with("line", rejection.line()).with("detail", rejection.reason()))
                .toList();
    }
}
