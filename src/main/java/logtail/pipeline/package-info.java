/** The write path on one page: {@link logtail.pipeline.IngestPipeline}. Event loops fill ring slots, the journal-writer thread appends them. */
@NullMarked
package logtail.pipeline;

import org.jspecify.annotations.NullMarked;
