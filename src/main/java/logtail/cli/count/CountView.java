package logtail.cli.count;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import logtail.cli.render.LineFormat;
import logtail.cli.render.Painter;
import logtail.cli.screen.Bar;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Ink;
import logtail.event.Severity;
import logtail.runtime.Durations;

/** Counts as people read them: what a line is in a tail, a bar is here. Pure. */
final class CountView {
    private static final String GAP = "  ";
    private static final int LEAST_BAR_CELLS = 4;
    private static final int LEAST_SPARKLINE_CELLS = 10;
    private static final int SHOWN_EMPTY = 3;
    private static final long MINUTE_MS = 60_000;
    private static final long DAY_MS = 86_400_000;

    private final Counts counts;
    private final Ink ink;
    private final int columns;
    private final ZoneId zone;
    private final Instant now;

    /** @param columns how wide lines may be */
    CountView(Counts counts, Ink ink, int columns, ZoneId zone, Instant now) {
        this.counts = counts;
        this.ink = ink;
        this.columns = columns;
        this.zone = zone;
        this.now = now;
    }

    /** The line on top: how it went, and how many there are. */
    List<String> summary() {
        String events = Totals.number(counts.end().events()) + (counts.end().events() == 1 ? " event" : " events");
        Instant from = start();
        String text = events + GAP + time(from) + ' ' + ink.glyphs().dash() + ' ' + time(counts.to());
        int beside = columns - Cells.width(text) - GAP.length();
        boolean isBeside = beside >= LEAST_SPARKLINE_CELLS;
        String line = ink.glyphs().sparkline(series(isBeside ? beside : columns));
        if (counts.buckets().size() < 2) {
            return List.of(ink.glyphs().cut(text, columns));
        }
        return isBeside
                ? List.of(line + GAP + text)
                : List.of(line, ink.glyphs().cut(text, columns));
    }

    /** A row for each bucket, the newest last. */
    List<String> rows() {
        List<Counts.Bucket> buckets = counts.buckets();
        long most = buckets.stream().mapToLong(Counts.Bucket::sum).max().orElse(1);
        boolean hasErrors = counts.by().equals("level") && buckets.stream().anyMatch(bucket -> errors(bucket) > 0);
        int label = Cells.width(time(counts.from()));
        int number = Math.max("EVENTS".length(), Totals.number(most).length());
        int errors = hasErrors ? Math.max("ERRORS".length(), number) : 0;
        int bar = Math.max(
                LEAST_BAR_CELLS, columns - label - number - 2 * GAP.length() - (hasErrors ? errors + GAP.length() : 0));
        var rows = new ArrayList<String>();
        rows.add(Cells.left("TIME", label)
                + GAP
                + " ".repeat(bar)
                + GAP
                + Cells.right("EVENTS", number)
                + (hasErrors ? GAP + Cells.right("ERRORS", errors) : ""));
        Instant next = null;
        for (Counts.Row row : counts.rows()) {
            if (row instanceof Counts.Missing missing) {
                rows.add(gap(missing));
            } else if (row instanceof Counts.Bucket bucket) {
                if (next != null) {
                    empty(next, bucket.at(), label, bar + GAP.length() + number, rows);
                }
                rows.add(Cells.left(time(bucket.at()), label)
                        + GAP
                        + bar(bucket, most, bar)
                        + GAP
                        + Cells.right(Totals.number(bucket.sum()), number)
                        + (hasErrors
                                ? GAP + Cells.right(errors(bucket) == 0 ? "" : Totals.number(errors(bucket)), errors)
                                : ""));
                next = next(bucket.at());
            }
        }
        return rows.stream().map(String::stripTrailing).toList();
    }

    /** What is said of lost lines, without rows around it. */
    List<String> gaps() {
        var gaps = new ArrayList<String>();
        for (Counts.Row row : counts.rows()) {
            if (row instanceof Counts.Missing missing) {
                gaps.add(gap(missing));
            }
        }
        return gaps;
    }

    private String gap(Counts.Missing missing) {
        String words = "-- " + Cells.harmless(LineFormat.words(missing.gap())) + " --";
        return ink.paint(Painter.WARN, words);
    }

    /** A time of day, with its date unless all is of today. */
    String time(Instant time) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        LocalDate first = LocalDate.ofInstant(start(), zone);
        String date = first.equals(today) ? "" : first.getYear() == today.getYear() ? "MM-dd " : "yyyy-MM-dd ";
        String pattern =
                counts.stepMs() >= DAY_MS ? "yyyy-MM-dd" : date + (counts.stepMs() < MINUTE_MS ? "HH:mm:ss" : "HH:mm");
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time.atZone(zone));
    }

    /** Where what is counted begins. */
    private Instant start() {
        Instant reached = counts.end().reached();
        return !counts.end().isComplete() && reached.isAfter(counts.from()) ? reached : counts.from();
    }

    /** When the bucket behind this one begins; they begin at whole steps, but for the first, which the range may cut. */
    private Instant next(Instant at) {
        return Instant.ofEpochMilli((bucket(at) + 1) * counts.stepMs());
    }

    private void empty(Instant from, Instant to, int label, int number, List<String> rows) {
        long count = Duration.between(from, to).toMillis() / counts.stepMs();
        if (count > SHOWN_EMPTY) {
            String words = "none for " + step(count * counts.stepMs());
            rows.add(ink.paint(Painter.DIM, Cells.left(":", label) + GAP + words));
            return;
        }
        for (Instant at = from; at.isBefore(to); at = next(at)) {
            rows.add(Cells.left(time(at), label) + GAP + Cells.right("0", number));
        }
    }

    private String bar(Counts.Bucket bucket, long most, int cells) {
        var parts = new LinkedHashMap<String, Long>();
        if (counts.by().equals("level")) {
            for (Severity severity : Severity.values()) {
                long count = bucket.numbers().getOrDefault(severity.label(), 0L);
                parts.merge(Totals.style(severity.label(), "level"), count, Long::sum);
            }
            long known = parts.values().stream().mapToLong(Long::longValue).sum();
            parts.merge(Painter.NONE, bucket.sum() - known, Long::sum);
        } else if (counts.by().equals("app")) {
            Totals.of(counts.totals(), "app", Integer.MAX_VALUE)
                    .forEach(app -> parts.merge(app.style(), bucket.numbers().getOrDefault(app.name(), 0L), Long::sum));
            long known = parts.values().stream().mapToLong(Long::longValue).sum();
            parts.merge(Painter.DIM, bucket.sum() - known, Long::sum);
        } else {
            parts.put(Painter.NONE, bucket.sum());
        }
        var all = new ArrayList<Bar.Part>();
        parts.forEach((style, count) -> all.add(new Bar.Part(style, count)));
        int used = Cells.width(Bar.of(all, most, cells, new Ink(false, ink.glyphs())));
        return Bar.of(all, most, cells, ink) + " ".repeat(Math.max(0, cells - used));
    }

    private static long errors(Counts.Bucket bucket) {
        long errors = 0;
        for (Map.Entry<String, Long> one : bucket.numbers().entrySet()) {
            errors += Painter.ofLevel(one.getKey()).equals(Painter.ERROR) ? one.getValue() : 0;
        }
        return errors;
    }

    /** The whole range in so many columns at the most, each of as many buckets as the others; the oldest may have fewer. */
    private long[] series(int cells) {
        long last = Math.max(bucket(start()), bucket(counts.to().minusMillis(1)));
        long buckets = last - bucket(start()) + 1;
        long each = (buckets + cells - 1) / cells;
        var series = new long[(int) ((buckets + each - 1) / each)];
        for (Counts.Bucket bucket : counts.buckets()) {
            int fromTheEnd = Math.clamp((last - bucket(bucket.at())) / each, 0, series.length - 1);
            series[series.length - 1 - fromTheEnd] += bucket.sum();
        }
        return series;
    }

    private long bucket(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), counts.stepMs());
    }

    /** How long a row is, as {@code --every} takes it. */
    static String step(long stepMs) {
        return Durations.shown(Duration.ofMillis(stepMs));
    }
}
