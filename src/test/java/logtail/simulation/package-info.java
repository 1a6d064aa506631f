/** Intake, journal and readers on one thread, from a seed. Read {@link logtail.simulation.Simulation} first. */
@NullMarked
package logtail.simulation;

import org.jspecify.annotations.NullMarked;
