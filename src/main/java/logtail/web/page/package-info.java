/** The files of the page in a browser: what is in the jar, as answers want it. */
@NullMarked
package logtail.web.page;

import org.jspecify.annotations.NullMarked;
