/**
 * What commands draw for people beside lines of logs: bars, tables that fit a width, whole screens with keys. Read {@link
 * logtail.cli.screen.Glyphs} first, then {@link logtail.cli.screen.Screen}.
 */
@NullMarked
package logtail.cli.screen;

import org.jspecify.annotations.NullMarked;
