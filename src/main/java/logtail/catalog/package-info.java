/**
 * The catalog of apps: how many events each sent, and when it last did. The {@code journal-writer} counts, the
 * {@code app-catalog} thread runs the recovery scan after a start, any thread may read. Read
 * {@link logtail.catalog.AppCatalog}.
 */
@NullMarked
package logtail.catalog;

import org.jspecify.annotations.NullMarked;
