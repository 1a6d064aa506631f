/**
 * Events as people read them: text, raw, JSON, logfmt, templates, colours, context groups. Pure but for the output that it is
 * given; one thread. Read {@link logtail.cli.render.LineFormat} first.
 */
@NullMarked
package logtail.cli.render;

import org.jspecify.annotations.NullMarked;
