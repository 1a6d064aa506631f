/** The HTTP surface: {@link logtail.web.HttpServer}, one endpoint class per resource. */
@NullMarked
package logtail.web;

import org.jspecify.annotations.NullMarked;
