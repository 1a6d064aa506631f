/** Who may do what. {@link logtail.access.Gate} decides; whoever serves a request asks it once, before anything else. Any thread. */
@NullMarked
package logtail.access;

import org.jspecify.annotations.NullMarked;
