package logtail.cli.count;

import logtail.cli.client.DaemonAddress;
import logtail.cli.client.UrlQuery;
import logtail.cli.tail.Selection;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import logtail.runtime.Durations;

/** Addresses of the daemon's page: what it shows stands behind {@code #}, named as the parameters of {@code /tail}. Pure. */
final class PageUrl {
    private PageUrl() {}

    /**
     * The address; nothing in it lets anybody in.
     *
     * @param view the place: {@code live}, {@code drains} or {@code status}
     * @param others parameters that are none of the selection
     */
    static String of(DaemonAddress daemon, String view, Selection selection, UrlQuery others) {
        var url = new UrlQuery();
        TailQuery.Which which = selection.query().which();
        url.addUnlessEmpty("app", String.join(",", which.apps()));
        url.addUnlessEmpty("process", String.join(",", which.processes()));
        url.addUnlessEmpty("host", String.join(",", which.hosts()));
        TailQueryCodec.write(selection.query(), (name, value) -> {
            if (name.equals("level") || name.equals("filter")) {
                url.add(name, value);
            }
        });
        url.addUnlessEmpty(
                "since",
                selection.hasSince()
                        ? time(selection.since(), selection.sinceTime().toString())
                        : "");
        url.addUnlessEmpty(
                "until",
                selection.hasUntil()
                        ? time(selection.until(), selection.untilTime().toString())
                        : "");
        String own = url.toString();
        String more = others.toString();
        String query = own.isEmpty() ? more : own + more.replaceFirst("^\\?", "&");
        return daemon + "/#/" + view + query.replace("%2C", ","); // harmless there, and read more easily
    }

    /** An age goes on ageing in the page; any other time becomes a moment that is the same everywhere. */
    private static String time(String typed, String moment) {
        return Durations.parse(typed.strip()).isPresent() ? typed.strip() : moment;
    }
}
