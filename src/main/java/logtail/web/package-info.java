/**
 * The HTTP surface: one port, one endpoint class per resource. Runs on the event loops; a request is answered at once, or
 * later by whoever has the answer. Read {@link logtail.web.HttpServer} first, then {@link logtail.web.Exchange}.
 */
@NullMarked
package logtail.web;

import org.jspecify.annotations.NullMarked;
