/**
 * {@code up}: runs the processes of a Procfile with a daemon inside, and shows one stream. Read {@link logtail.cli.up.UpRun} first.
 */
@NullMarked
package logtail.cli.up;

import org.jspecify.annotations.NullMarked;
