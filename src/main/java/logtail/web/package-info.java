/**
 * The HTTP surface: one port, one endpoint class per resource. Runs on the event loops; endpoints answer at once or later,
 * and never block. Read {@link logtail.web.HttpServer} first, then {@link logtail.web.Exchange}.
 */
@NullMarked
package logtail.web;

import org.jspecify.annotations.NullMarked;
