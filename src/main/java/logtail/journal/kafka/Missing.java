package logtail.journal.kafka;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** What lanes miss that do not acknowledge blocks, in words. */
final class Missing {
    private Missing() {}

    /**
     * What they miss.
     *
     * @param lanes those that have not acknowledged
     * @param minInSync how many replicas have to be in sync
     * @param seconds how long they are waited for
     */
    static String words(TopicDescription topic, BitSet lanes, int minInSync, long seconds) {
        var lanesByWhat = new TreeMap<String, BitSet>();
        for (var partition : topic.partitions()) {
            if (lanes.get(partition.partition())) {
                lanesByWhat
                        .computeIfAbsent(words(partition, minInSync, seconds), unused -> new BitSet())
                        .set(partition.partition());
            }
        }
        return lanesByWhat.entrySet().stream().map(Missing::words).collect(Collectors.joining("; "));
    }

    private static String words(TopicPartitionInfo partition, int minInSync, long seconds) {
        if (AdminAnswers.hasNoLeader(partition)) {
            return "no broker leads";
        }
        int inSync = partition.isr().size();
        return inSync < minInSync
                ? "%d of %d replicas in sync".formatted(inSync, minInSync)
                : "not acknowledged for %d s".formatted(seconds);
    }

    private static String words(Map.Entry<String, BitSet> lanesOfWhat) {
        BitSet lanes = lanesOfWhat.getValue();
        return "%s %s: %s"
                .formatted(
                        lanes.cardinality() == 1 ? "lane" : "lanes",
                        lanes.stream().mapToObj(Integer::toString).collect(Collectors.joining(", ")),
                        lanesOfWhat.getKey());
    }
}
