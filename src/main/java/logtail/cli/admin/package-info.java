/**
 * The commands that ask or change a daemon: {@code apps}, {@code drains}, {@code journal}, {@code serve}. One thread.
 */
@NullMarked
package logtail.cli.admin;

import org.jspecify.annotations.NullMarked;
