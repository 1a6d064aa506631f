package logtail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChildLocaleTest {
    private static final String BEFORE = "logtail.locale.before";

    @AfterEach
    void forget() {
        System.clearProperty(BEFORE);
    }

    @Test
    void aChildHasTheLocaleOfOurOwnStart() {
        assertThat(restored("LC_ALL=C")).containsEntry("LC_ALL", "C").containsEntry("LC_CTYPE", "C.UTF-8");
        assertThat(restored("LC_CTYPE=")).containsEntry("LC_ALL", "C.UTF-8").doesNotContainKey("LC_CTYPE");
        assertThat(restored("")).containsEntry("LC_ALL", "C.UTF-8").containsEntry("LC_CTYPE", "C.UTF-8");
    }

    private static Map<String, String> restored(String before) {
        System.setProperty(BEFORE, before);
        var builder = new ProcessBuilder("true");
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "LC_CTYPE", "C.UTF-8"));
        ChildRun.restoreLocale(builder);
        return builder.environment();
    }
}
