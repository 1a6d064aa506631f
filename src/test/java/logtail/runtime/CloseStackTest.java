package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {
    private final List<String> closed = new ArrayList<>();
    private final CloseStack stack = new CloseStack();

    @Test
    void closesInReverseAndOnlyOnce() {
        push("first");
        push("second");
        stack.close();
        stack.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesAllThoughSomeFail() {
        push("first");
        stack.push(() -> {
            throw new IOException("one");
        });
        stack.push(() -> {
            throw new IllegalStateException("two");
        });
        assertThatThrownBy(stack::close)
                .hasMessage("two")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("one"));
        assertThat(closed).containsExactly("first");
    }

    @Test
    void wrapsWhatIsChecked() {
        stack.push(() -> {
            throw new IOException("one");
        });
        assertThatThrownBy(stack::close)
                .isInstanceOf(IllegalStateException.class)
                .hasCause(new IOException("one"));
    }

    @Test
    void keepsTheFailureThatMadeItClose() {
        stack.push(() -> {
            throw new IOException("while closing");
        });
        var failure = new IllegalArgumentException("at the start");
        assertThat(stack.closeAfter(failure))
                .isSameAs(failure)
                .hasSuppressedException(new IOException("while closing"));
        var checked = new IOException("checked");
        assertThat(stack.closeAfter(checked))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(checked);
        var error = new AssertionError("error");
        assertThatThrownBy(() -> stack.closeAfter(error)).isSameAs(error);
    }

    private void push(String name) {
        stack.push(() -> closed.add(name));
    }

    @Test
    void handsOneDeadlineDownToAll() {
        var given = new ArrayList<Deadline>();
        for (int i = 0; i < 2; i++) {
            stack.push(new DeadlineCloseable() {
                @Override
                public void close(Deadline deadline) {
                    given.add(deadline);
                }

                @Override
                public void close() {
                    throw new AssertionError("the deadline was not handed down");
                }
            });
        }
        var deadline = new Deadline(42);
        stack.close(deadline);
        assertThat(given).containsExactly(deadline, deadline);
    }
}
