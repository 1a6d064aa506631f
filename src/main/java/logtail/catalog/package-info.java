/**
 * Which apps speak, how much, and when last. The {@code journal-writer} counts, the {@code app-catalog} thread reads the newest
 * events once after a start, any thread asks. Read {@link logtail.catalog.AppCatalog}.
 */
@NullMarked
package logtail.catalog;

import org.jspecify.annotations.NullMarked;
