package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What an error answer says: the {@code detail} of problem JSON (RFC 9457, section 3.1.4), else its title, else its text. */
public final class ToldProblem {
    private ToldProblem() {}

    static String detail(@Nullable String contentType, byte[] body) {
        if (contentType == null || !contentType.contains("json")) {
            return new String(body, UTF_8).strip();
        }
        String title = "";
        try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), body)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("detail")) {
                    return json.getString();
                }
                if (json.currentToken() == JsonToken.VALUE_STRING && name.equals("title")) {
                    title = json.getString();
                }
                json.skipChildren();
            }
        } catch (JacksonException e) {
            return new String(body, UTF_8).strip();
        }
        return title;
    }
}
