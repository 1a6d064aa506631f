/**
 * Files of lines that are rotated, compressed, and taken up again after a crash without an event twice. Everything belongs to the
 * drain's thread but compressing, for which {@link logtail.drain.sink.file.Rotation} has {@code drain-gzip}. Read
 * {@link logtail.drain.sink.file.FileSink} first.
 */
@NullMarked
package logtail.drain.sink.file;

import org.jspecify.annotations.NullMarked;
