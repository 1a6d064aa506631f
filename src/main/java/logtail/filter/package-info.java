/**
 * The filter language: parses text into a predicate over block bytes. Filters are immutable and shared by threads,
 * matchers belong to one. Read {@link logtail.filter.Filter} first, then {@link logtail.filter.FilterParser}, then
 * {@link logtail.filter.Matcher}.
 */
@NullMarked
package logtail.filter;

import org.jspecify.annotations.NullMarked;
