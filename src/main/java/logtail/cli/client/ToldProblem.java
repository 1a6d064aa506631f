package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an answer says that is not as good as was hoped for.
 *
 * @param detail the {@code detail} of problem JSON (RFC 9457, section 3.1.4), else its title, else that of its first error, else
 *     the text
 * @param rejected how many lines were rejected one by one
 */
public record ToldProblem(String detail, long rejected) {
    /** An answer that says nothing. */
    static final ToldProblem NONE = new ToldProblem("", 0);

    static ToldProblem read(@Nullable String contentType, byte[] body) {
        if (contentType == null || !contentType.contains("json")) {
            return new ToldProblem(new String(body, UTF_8).strip(), 0);
        }
        try {
            Json problem = Json.read(body);
            String detail = problem.get("detail")
                    .text()
                    .orElseGet(() -> problem.get("title").text().orElseGet(() -> firstError(problem)));
            return new ToldProblem(detail, problem.number("rejected"));
        } catch (Json.MalformedException e) {
            return new ToldProblem(new String(body, UTF_8).strip(), 0);
        }
    }

    private static String firstError(Json problem) {
        List<Json> errors = problem.get("errors").items();
        return errors.isEmpty() ? "" : errors.getFirst().text("detail");
    }
}
