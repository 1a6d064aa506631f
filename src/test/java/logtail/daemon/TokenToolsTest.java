package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code logtail tokens … --data DIR}. */
class TokenToolsTest {
    @TempDir
    private Path folder;

    @Test
    void makesADirectoryForATokenAlone() {
        Path missing = folder.resolve("mistyped");
        var tools = new TokenTools(missing, Map.of());
        assertThatThrownBy(tools::list)
                .isInstanceOf(TokenTools.RefusedException.class)
                .hasMessage("there is no data directory " + missing);
        assertThatThrownBy(() -> tools.revoke("ci")).hasMessage("there is no data directory " + missing);
        assertThat(missing).doesNotExist();
        assertThat(tools.create("{\"name\":\"ci\",\"rights\":[\"ingest\"]}")).contains("\"token\":\"lt_");
        assertThat(tools.list()).contains("\"name\":\"ci\"").doesNotContain("lt_");
        tools.revoke("ci");
        assertThat(tools.list()).doesNotContain("ci");
    }

    @Test
    void saysThatADirectoryCannotBeUsed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        var tools = new TokenTools(file, Map.of());
        assertThatThrownBy(() -> tools.create("{\"name\":\"ci\",\"rights\":[\"ingest\"]}"))
                .isInstanceOf(TokenTools.RefusedException.class)
                .hasMessageContaining(file.toString());
    }
}
