/** A protocol that nobody speaks, made of the public door alone: what one needs to know to add a real one. */
@NullMarked
package logtail.madeup;

import org.jspecify.annotations.NullMarked;
