/**
 * The write path: event loops pass blocks through one ring buffer to the thread that writes the journal. Event loops
 * claim, fill and publish slots; the {@code journal-writer} thread does the rest. Read
 * {@link logtail.pipeline.IngestPipeline} first.
 */
@NullMarked
package logtail.pipeline;

import org.jspecify.annotations.NullMarked;
