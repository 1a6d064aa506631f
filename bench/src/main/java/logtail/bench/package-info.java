/**
 * What one line costs at each stage of the hot path: nanoseconds and bytes allocated. The threads are those of JMH, and
 * the {@code journal-writer} where a ring is involved. Read {@link logtail.bench.LineBenchmark} first.
 */
@NullMarked
package logtail.bench;

import org.jspecify.annotations.NullMarked;
