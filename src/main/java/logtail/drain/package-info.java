/**
 * Forwards events to external stores. Each drain reads the journal with a durable cursor on its own thread, so a failing
 * destination never delays anything else. Read {@link logtail.drain.DrainWorker} first.
 */
@NullMarked
package logtail.drain;

import org.jspecify.annotations.NullMarked;
