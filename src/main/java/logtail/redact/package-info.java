/**
 * Takes secrets out of lines before they are kept or leave the machine: {@code LOGTAIL_REDACT}. Open first {@link
 * logtail.redact.Redaction} (the rules, any thread), then {@link logtail.redact.Redactor} (one per event loop or stream) and the
 * {@code Finder} of a kind. Users read about it in {@code docs/redaction.md}.
 */
@NullMarked
package logtail.redact;

import org.jspecify.annotations.NullMarked;
