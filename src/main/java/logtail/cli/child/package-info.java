/**
 * Programs that {@code run} and {@code up} start: signals in and out, and everything that a program starts in turn. Read {@link
 * logtail.cli.child.Children}, then {@link logtail.cli.child.SignalWatch}. {@link logtail.cli.child.Posix} is the only class
 * with system calls.
 */
@NullMarked
package logtail.cli.child;

import org.jspecify.annotations.NullMarked;
