package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;

/** What an error answer says: the {@code detail} of problem JSON (RFC 9457, section 3.1.4), else its title, else its text. */
public final class ToldProblem {
    private ToldProblem() {}

    static String detail(@Nullable String contentType, byte[] body) {
        if (contentType == null || !contentType.contains("json")) {
            return new String(body, UTF_8).strip();
        }
        try {
            Json problem = Json.read(body);
            return problem.get("detail").text().orElse(problem.text("title"));
        } catch (Json.MalformedException e) {
            return new String(body, UTF_8).strip();
        }
    }
}
