package logtail.filter;

import logtail.event.Block;

/** A predicate on the current event of a block. */
@FunctionalInterface
interface EventTest {
    boolean test(Block block);
}
