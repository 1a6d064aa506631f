/**
 * Commands about many lines at once: how many there are, what their fields say, and where the page shows them. Each asks the
 * daemon once and prints a table. Read {@link logtail.cli.count.CountCommand} first.
 */
@NullMarked
package logtail.cli.count;

import org.jspecify.annotations.NullMarked;
