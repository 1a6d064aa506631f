/**
 * Strangers that mean harm, against a daemon of their own, while honest clients measure what it does to them. {@link
 * logtail.bench.hostile.Hostile} is the program; {@code bench/hostile} starts it. Uses nothing but the JDK.
 */
package logtail.bench.hostile;
