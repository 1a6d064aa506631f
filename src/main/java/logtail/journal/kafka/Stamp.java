package logtail.journal.kafka;

import logtail.event.AttemptKey;

/**
 * What a block says of the delivery whose lines it holds: one try to store the lines of a key. Lines are counted within the key
 * and the lane, from 1, as every try has the same ones in the same order.
 *
 * @param from the first line that it holds
 * @param to the last one
 * @param readTo the offset in its lane up to which its writer had read when the try began; what was stored before, it left out
 */
record Stamp(AttemptKey key, int from, int to, long readTo) {}
