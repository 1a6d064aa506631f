/**
 * What strangers' bytes reach, each as a {@link logtail.fuzz.FuzzTarget}: {@link logtail.fuzz.FuzzTargets} lists them all, {@link
 * logtail.fuzz.FuzzTest} runs each on kept cases and for a moment on random ones, {@code .ci/fuzz} for hours by Jazzer. See {@code
 * docs/fuzzing.md}.
 */
@NullMarked
package logtail.fuzz;

import org.jspecify.annotations.NullMarked;
