package logtail.catalog;

/**
 * The activity of one app.
 *
 * @param events how many of its lines have been counted
 * @param perSecond lines a second over the last minute
 * @param lastSeenNs when its newest line was received, in nanoseconds since the Unix epoch
 */
public record AppActivity(String app, long events, double perSecond, long lastSeenNs) {}
