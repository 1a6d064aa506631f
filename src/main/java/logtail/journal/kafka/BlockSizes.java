package logtail.journal.kafka;

/** How many events the newest blocks have, about. */
final class BlockSizes {
    private static final int SAMPLE_BLOCKS = 16; // of a lane

    private BlockSizes() {}

    /**
     * Of a block, at least 1; reads the newest of each lane.
     *
     * @param ends for each lane the offset behind its newest block
     * @throws logtail.journal.JournalUnreadableException when Kafka does not answer
     */
    static long events(OldBlocks old, Beginnings beginnings, long[] ends) {
        long[] sum = new long[2];
        for (int lane = 0; lane < ends.length; lane++) {
            long from = Math.max(ends[lane] - SAMPLE_BLOCKS, beginnings.of(lane));
            old.each(lane, from, ends[lane], block -> {
                sum[0] += PackedBlock.events(block.bytes());
                sum[1]++;
            });
        }
        return Math.max(1, sum[0] / Math.max(1, sum[1]));
    }
}
