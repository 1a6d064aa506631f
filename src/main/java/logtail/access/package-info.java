/**
 * Authentication and authorization. A server asks {@link logtail.access.Gate} once per request, before anything else. Any
 * thread.
 */
@NullMarked
package logtail.access;

import org.jspecify.annotations.NullMarked;
