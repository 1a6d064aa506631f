package logtail.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import logtail.encode.EventFormat;

/** What a sender wants to get: lists of choices with a quality each (RFC 9110, section 12.4). */
final class Accepted {
    /** The media types of formats, those that we write first. */
    static final String TYPES = "application/x-ndjson, text/event-stream, text/plain and text/csv";

    private static final List<String> NDJSON = List.of(
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/jsonlines",
            "application/json");

    private static final List<EventFormat.Kind> BY_PREFERENCE =
            List.of(EventFormat.Kind.NDJSON, EventFormat.Kind.TEXT, EventFormat.Kind.SSE, EventFormat.Kind.CSV);

    private Accepted() {}

    /**
     * One choice of a header.
     *
     * @param name in small letters, without parameters
     * @param quality from 0, never, to 1
     */
    record Choice(String name, double quality) {
        private static Choice of(String text) {
            String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
            double quality = 1;
            for (String parameter : Arrays.copyOfRange(parts, 1, parts.length)) {
                String[] pair = parameter.split("=", 2);
                if (pair.length == 2 && pair[0].strip().equals("q")) {
                    quality = quality(pair[1].strip());
                }
            }
            return new Choice(parts[0].strip(), quality);
        }

        private static double quality(String text) {
            try {
                return Math.clamp(Double.parseDouble(text), 0.0, 1.0);
            } catch (NumberFormatException e) {
                return 1; // as if there were none
            }
        }
    }

    /** The choices of all headers of one name, in order. */
    static List<Choice> in(List<String> headers) {
        var choices = new ArrayList<Choice>();
        for (String header : headers) {
            for (String text : header.split(",", -1)) {
                if (!text.isBlank()) {
                    choices.add(Choice.of(text));
                }
            }
        }
        return choices;
    }

    /**
     * The format that {@code Accept} prefers: that of the highest quality, of several the one that is named most exactly, then the one
     * that comes first; NDJSON when there is no preference. Empty when it takes none.
     */
    static Optional<EventFormat.Kind> format(List<String> accept) {
        List<Choice> choices = in(accept);
        if (choices.isEmpty()) {
            return Optional.of(EventFormat.Kind.NDJSON);
        }
        EventFormat.Kind best = null;
        double bestRank = 0;
        for (EventFormat.Kind kind : BY_PREFERENCE) {
            double rank = rank(choices, kind);
            if (rank > bestRank) {
                best = kind;
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * Whether a sender understands gzip, and does not rank it behind no compression.
     *
     * @param acceptEncoding all its headers of that name
     */
    static boolean isGzip(List<String> acceptEncoding) {
        double gzip = -1;
        double identity = 1;
        double any = -1;
        for (Choice choice : in(acceptEncoding)) {
            switch (choice.name()) {
                case "gzip", "x-gzip" -> gzip = choice.quality();
                case "identity" -> identity = choice.quality();
                case "*" -> any = choice.quality();
                default -> {
                    // an encoding that we do not write
                }
            }
        }
        double best = gzip < 0 ? any : gzip;
        return best > 0 && (identity == 1 || best >= identity);
    }

    /** By quality, then by how exactly it is named, then by its place; 0 when it is not wanted. */
    private static double rank(List<Choice> choices, EventFormat.Kind kind) {
        int exactness = 0;
        double rank = 0;
        for (int place = 0; place < choices.size(); place++) {
            Choice choice = choices.get(place);
            int how = exactness(choice.name(), kind);
            if (how > exactness) {
                exactness = how;
                double order = (how + 1.0 / (place + 1)) / 1e5; // a quality has at most three digits
                rank = choice.quality() == 0 ? 0 : choice.quality() + order;
            }
        }
        return rank;
    }

    private static int exactness(String name, EventFormat.Kind kind) {
        boolean isExact = switch (kind) {
            case NDJSON, EXACT_NDJSON -> NDJSON.contains(name);
            case SSE -> name.equals("text/event-stream");
            case TEXT -> name.equals("text/plain");
            case CSV -> name.equals("text/csv");
        };
        boolean isOfType = name.equals(kind == EventFormat.Kind.NDJSON ? "application/*" : "text/*");
        return isExact ? 3 : isOfType ? 2 : name.equals("*/*") ? 1 : 0;
    }
}
