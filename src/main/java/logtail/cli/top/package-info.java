/**
 * {@code logtail top}: how the daemon is, again and again. {@link logtail.cli.top.Poll} asks, {@link logtail.cli.top.TopView}
 * makes lines of the answer, {@link logtail.cli.top.TopLoop} is the screen with its keys.
 */
@NullMarked
package logtail.cli.top;

import org.jspecify.annotations.NullMarked;
