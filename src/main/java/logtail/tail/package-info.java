/** The read path on one page: {@link logtail.tail.TailSession} and the {@link logtail.tail.TailHub} that feeds the live ones. */
@NullMarked
package logtail.tail;

import org.jspecify.annotations.NullMarked;
