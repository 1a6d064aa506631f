/**
 * The write path: from the event loops over one ring to the one thread that writes the journal. Event loops claim, fill
 * and publish slots; the {@code journal-writer} thread does the rest. Read {@link logtail.pipeline.IngestPipeline}
 * first.
 */
@NullMarked
package logtail.pipeline;

import org.jspecify.annotations.NullMarked;
