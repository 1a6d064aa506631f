package logtail.web;

import logtail.net.Limits;
import logtail.runtime.MemoryBudget;

/**
 * What all connections of the HTTP server share. Any thread.
 *
 * @param limits connections and their deadlines
 * @param bodies memory for the bodies of all requests, and for the streams of HTTP/2
 * @param inflation how much compressed bodies may unpack to
 * @param proxies whose word is taken for who sends a request
 */
public record HttpContext(Limits limits, MemoryBudget.Share bodies, Inflation inflation, TrustedProxies proxies) {}
