/**
 * Compressed bodies of requests, unpacked piece by piece as they are wanted. A body counts only when it is whole: what ends
 * inside its compressed stream, or fails its checksum, is told. Used on event loops; knows nothing of HTTP.
 */
@NullMarked
package logtail.web.unpack;

import org.jspecify.annotations.NullMarked;
