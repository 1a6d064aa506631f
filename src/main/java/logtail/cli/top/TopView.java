package logtail.cli.top;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import logtail.cli.render.Painter;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Ink;
import logtail.cli.screen.TerminalSize;
import logtail.runtime.Sizes;

/** The daemon's state as lines: what it is, who sends, who reads, what goes on. Pure. */
final class TopView {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int MOST_ROWS_OF_OTHERS = 5;
    private static final int LEAST_APPS = 3;

    private final Supplier<String> daemon;
    private final Ink ink;
    private final ZoneId zone;

    /** @param daemon gives its address */
    TopView(Supplier<String> daemon, Ink ink, ZoneId zone) {
        this.daemon = daemon;
        this.ink = ink;
        this.zone = zone;
    }

    /** Everything, however long, without a line about keys. */
    List<String> whole(Status status, AppOrder order, Instant now, int columns) {
        var lines = new ArrayList<>(head(status, now, columns));
        lines.add("");
        lines.addAll(apps(status, order, now, columns, Integer.MAX_VALUE));
        section(drains(status, columns, Integer.MAX_VALUE), lines);
        section(sessions(status, now, columns, Integer.MAX_VALUE), lines);
        return lines.stream().map(String::stripTrailing).toList();
    }

    /**
     * As much as there is room for, apps first.
     *
     * @param bottom the last line
     */
    List<String> fitting(Status status, AppOrder order, Instant now, TerminalSize size, String bottom) {
        int columns = size.columns();
        var lines = new ArrayList<>(head(status, now, columns));
        int room = size.rows() - lines.size() - 1;
        var others = new ArrayList<String>();
        section(drains(status, columns, MOST_ROWS_OF_OTHERS), others);
        section(sessions(status, now, columns, MOST_ROWS_OF_OTHERS), others);
        int apps = Math.min(status.apps().size(), room - others.size() - 1);
        if (apps < Math.min(LEAST_APPS, status.apps().size())) {
            others.clear(); // no room for all: apps it is
            apps = room - 1;
        }
        lines.addAll(apps(status, order, now, columns, apps));
        lines.addAll(others);
        return bottomed(lines, size, bottom);
    }

    /** The keys, below what is always there. */
    List<String> help(Status status, Instant now, TerminalSize size, String bottom) {
        var lines = new ArrayList<>(head(status, now, size.columns()));
        for (String key : List.of(
                "q      quit",
                "r      by lines a second",
                "e      by errors a second",
                "n      by name",
                "l      by who was last seen",
                "space  stop the clock; again: go on",
                "?      this help; any key: back")) {
            lines.add("  " + ink.glyphs().cut(key, size.columns() - 2));
        }
        return bottomed(lines, size, bottom);
    }

    private static List<String> bottomed(List<String> lines, TerminalSize size, String bottom) {
        var screen = new ArrayList<>(lines.subList(0, Math.min(lines.size(), size.rows() - 1)));
        while (screen.size() < size.rows() - 1) {
            screen.add("");
        }
        screen.add(bottom);
        return screen;
    }

    private List<String> head(Status status, Instant now, int columns) {
        String clock = CLOCK.format(now.atZone(zone));
        String version = status.version().isEmpty() ? "" : " " + Cells.harmless(status.version());
        String up = status.isKnown() ? ", up " + Amounts.span(Duration.ofSeconds(status.upS())) : "";
        String name = ink.glyphs().cut("logtail" + version + " at " + daemon.get() + up, columns - clock.length() - 2);
        var lines = new ArrayList<String>();
        lines.add(ink.paint(Ink.BOLD, Cells.left(name, columns - clock.length())) + clock);
        if (!status.isReady()) {
            String why = "not ready" + (status.reason().isEmpty() ? "" : ": " + Cells.harmless(status.reason()));
            lines.add(ink.paint(Painter.ERROR, ink.glyphs().cut(why, columns)));
        }
        if (!status.isKnown()) {
            lines.add(ink.glyphs().cut("the daemon has no /status: apps only", columns));
            return lines;
        }
        Status.Ring ring = status.ring();
        String used = ring.size() == 0 ? "" : "  ring " + ring.used() * 100 / ring.size() + " %";
        var doors = new StringBuilder("lines ")
                .append(Amounts.rate(status.perSecond()))
                .append("/s")
                .append(used);
        for (Status.Listener listener : status.listeners()) {
            doors.append("  ")
                    .append(Cells.harmless(listener.name()))
                    .append(' ')
                    .append(Amounts.rate(listener.perSecond()))
                    .append("/s")
                    .append(listener.connections() == 0 ? "" : " (" + listener.connections() + ")");
        }
        lines.add(ink.glyphs().cut(doors.toString(), columns));
        lines.add(ink.glyphs().cut(journal(status.kept(), now), columns));
        return lines;
    }

    private static String journal(Status.Kept kept, Instant now) {
        return kept.topic().isEmpty()
                ? "journal " + Sizes.about(kept.bytes()) + "  oldest " + Amounts.ago(kept.oldest(), now) + "  disk "
                        + Sizes.about(kept.diskFree()) + " free"
                : "journal topic " + Cells.harmless(kept.topic()) + ", " + kept.lanes() + " lanes";
    }

    private List<String> apps(Status status, AppOrder order, Instant now, int columns, int most) {
        var rows = new ArrayList<Table.Row>();
        for (Status.App app : status.apps().stream()
                .sorted(order.comparator())
                .limit(Math.max(0, most))
                .toList()) {
            boolean hasErrors = app.errorsPerSecond() > 0;
            rows.add(new Table.Row(
                    hasErrors ? Painter.ERROR : Painter.NONE,
                    List.of(
                            Cells.harmless(app.name()),
                            Amounts.rate(app.perSecond()),
                            Amounts.rate(app.errorsPerSecond()),
                            Amounts.ago(app.lastSeen(), now),
                            app.events() < 0 ? "-" : Amounts.number(app.events()))));
        }
        int hidden = status.apps().size() - rows.size();
        String title = hidden == 0 ? "APP" : "APP (" + hidden + " more)";
        return new Table(ink, columns).of(List.of(title, "LINES/S", "ERRORS/S", "LAST SEEN", "TOTAL"), rows);
    }

    private List<String> drains(Status status, int columns, int most) {
        var rows = new ArrayList<Table.Row>();
        for (Status.Drain drain : status.drains().stream().limit(most).toList()) {
            rows.add(new Table.Row(
                    Painter.NONE,
                    List.of(
                            Cells.harmless(drain.name()),
                            Cells.harmless(drain.state()),
                            Amounts.number(drain.lagEvents()),
                            Amounts.span(Duration.ofSeconds(drain.lagS())))));
        }
        return new Table(ink, columns)
                .of(
                        List.of(title("DRAIN", rows.size(), status.drains().size()), "STATE", "EVENTS BEHIND", "TIME"),
                        rows);
    }

    private List<String> sessions(Status status, Instant now, int columns, int most) {
        var rows = new ArrayList<Table.Row>();
        for (Status.Session session : status.sessions().stream().limit(most).toList()) {
            String selects = (session.app() + " " + session.filter()).strip();
            rows.add(new Table.Row(
                    Painter.NONE,
                    List.of(
                            Cells.harmless(selects.isEmpty() ? "everything" : selects),
                            Amounts.number(session.lag()),
                            Amounts.ago(session.since(), now),
                            Cells.harmless(session.format()),
                            Cells.harmless(session.remote()))));
        }
        return new Table(ink, columns)
                .of(
                        List.of(
                                title("TAIL", rows.size(), status.sessions().size()),
                                "BEHIND",
                                "OPENED",
                                "FORMAT",
                                "FROM"),
                        rows);
    }

    private static String title(String title, int shown, int all) {
        return shown == all ? title : title + " (" + (all - shown) + " more)";
    }

    /** A table with something in it, with an empty line before. */
    private static void section(List<String> table, List<String> lines) {
        if (table.size() > 1) {
            lines.add("");
            lines.addAll(table);
        }
    }
}
