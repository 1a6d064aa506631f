/** What a reader wants to see: a sealed tree, its parser, and the compiled matcher that works on block bytes. Pure; a matcher belongs to one thread. Read {@link logtail.filter.Filter} first. */
@NullMarked
package logtail.filter;

import org.jspecify.annotations.NullMarked;
