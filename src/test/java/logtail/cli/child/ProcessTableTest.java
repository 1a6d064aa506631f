package logtail.cli.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessTableTest {
    private static final int DEPTH = 6;

    @Test
    @Timeout(30)
    void namesParentsBeforeTheirChildren() throws Exception {
        assumeThat(Files.isDirectory(Path.of("/proc/self"))).isTrue();
        Process root = new ProcessBuilder("sh", "-c", nested(DEPTH)).start();
        try {
            root.getInputStream().read(); // the innermost runs
            long pid = root.pid();
            List<Long> family = new ArrayList<>(ProcessTable.read().families(Set.of(pid)));
            assertThat(family).hasSize(DEPTH + 1).startsWith(pid);
            for (int i = 1; i < family.size(); i++) {
                assertThat(ProcessHandle.of(family.get(i))
                                .orElseThrow()
                                .parent()
                                .orElseThrow()
                                .pid())
                        .isEqualTo(family.get(i - 1));
            }
        } finally {
            root.descendants().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
    }

    /** Each shell waits for the next one and would go on then. */
    private static String nested(int depth) {
        return depth == 0
                ? "echo ready; read never; :"
                : "sh -c '" + nested(depth - 1).replace("'", "'\\''") + "'; :";
    }
}
