package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class MissingTest {
    private static final List<Node> NODES =
            IntStream.range(0, 3).mapToObj(id -> new Node(id, "broker", 9092)).toList();

    private static final TopicDescription TOPIC = new TopicDescription(
            "logtail",
            false,
            List.of(lane(0, 3, true), lane(1, 1, true), lane(2, 0, false), lane(3, 1, true), lane(4, 2, true)));

    @Test
    void isTheReplicasThatAreOutOfSync() {
        assertThat(words(1, 3)).isEqualTo("lanes 1, 3: 1 of 2 replicas in sync");
        assertThat(words(3)).isEqualTo("lane 3: 1 of 2 replicas in sync");
    }

    @Test
    void isALeader() {
        assertThat(words(2)).isEqualTo("lane 2: no broker leads");
    }

    @Test
    void isJustAnAcknowledgement() {
        assertThat(words(0, 4)).isEqualTo("lanes 0, 4: not acknowledged for 12 s");
    }

    @Test
    void differsBetweenLanes() {
        assertThat(words(0, 1, 2, 3))
                .isEqualTo("lanes 1, 3: 1 of 2 replicas in sync; lane 2: no broker leads;"
                        + " lane 0: not acknowledged for 12 s");
    }

    private static TopicPartitionInfo lane(int number, int inSync, boolean isLed) {
        return new TopicPartitionInfo(number, isLed ? NODES.get(0) : Node.noNode(), NODES, NODES.subList(0, inSync));
    }

    private static String words(int... lanes) {
        var waiting = new BitSet();
        IntStream.of(lanes).forEach(waiting::set);
        return Missing.words(TOPIC, waiting, 2, 12);
    }
}
