/** What every part stands on: settings from the environment, time, closing in order, faults, metrics. Any thread. */
@NullMarked
package logtail.runtime;

import org.jspecify.annotations.NullMarked;
