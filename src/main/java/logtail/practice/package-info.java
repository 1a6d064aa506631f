/**
 * Training runs from which the JVM makes its AOT cache; {@code bin/logtail} starts them once per build. Nothing depends on this
 * package.
 */
@NullMarked
package logtail.practice;

import org.jspecify.annotations.NullMarked;
