package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is kept of the lines of senders, compared with what they sent. */
final class KeptLines {
    private final List<NumberedSender> senders;
    private final String query;

    /** @param query that selects the lines of these senders and no others */
    KeptLines(List<NumberedSender> senders, String query) {
        this.senders = senders;
        this.query = query;
    }

    /** Waits until tails have shown the last acknowledged lines; each has to have shown the history that this node shows. */
    void expectShown(List<NotedTail> tails, InetSocketAddress http) throws IOException {
        for (NotedTail tail : tails) {
            for (NumberedSender sender : senders) {
                tail.await(
                        sender.app(), NumberedSender.line(sender.acknowledged().length() - 1));
            }
            expect("in a tail", tail.shown());
        }
        List<Shown> history = history("at a node", http);
        tails.forEach(tail -> assertThat(tail.shown()).containsExactlyInAnyOrderElementsOf(history));
    }

    /** The history that a node shows, which has to be right. */
    List<Shown> history(String where, InetSocketAddress http) throws IOException {
        List<Shown> shown = Shown.history(http, query);
        expect(where, shown);
        return shown;
    }

    /** Each acknowledged line once, others once or not, and those of a sender in its order. */
    void expect(String where, List<Shown> shown) {
        Map<String, BitSet> kept = new HashMap<>();
        for (Shown event : shown) {
            BitSet numbers = kept.computeIfAbsent(event.app(), unused -> new BitSet());
            int number = NumberedSender.number(event.message());
            assertThat(number)
                    .as("line of %s behind %d, %s", event.app(), numbers.length() - 1, where)
                    .isGreaterThanOrEqualTo(numbers.length());
            numbers.set(number);
        }
        for (NumberedSender sender : senders) {
            BitSet numbers = kept.getOrDefault(sender.app(), new BitSet());
            var lost = (BitSet) sender.acknowledged().clone();
            lost.andNot(numbers);
            assertThat(lost).as("lost of %s, %s", sender.app(), where).isEqualTo(new BitSet());
            assertThat(numbers.length())
                    .as("lines of %s, %s", sender.app(), where)
                    .isLessThanOrEqualTo(sender.sent());
        }
    }
}
