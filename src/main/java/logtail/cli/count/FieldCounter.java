package logtail.cli.count;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.StreamLine;
import logtail.cli.client.StreamLineReader;
import logtail.cli.render.ShownMembers;
import tools.jackson.core.JacksonException;

/**
 * Counts the values of a field in a stream of lines, all of them, so the numbers are exact. What it keeps is bounded: {@value
 * #MOST_VALUES} values of {@value #MOST_CHARS} characters each; lines with others are counted as {@link Counts#OTHERS}. One
 * thread.
 */
final class FieldCounter implements NdjsonBody.Handler {
    /** How many different values are told apart. */
    static final int MOST_VALUES = 10_000;

    private static final int MOST_CHARS = 256;
    private static final int MOST_NUMBERS = 200_000;

    private final String field;
    private final long stepMs;
    private final boolean isByReceipt;
    private final Instant from;
    private final StreamLineReader reader = new StreamLineReader();
    private final ShownMembers members = new ShownMembers();
    private final Set<String> values = new HashSet<>();
    private final TreeMap<Instant, Map<String, Long>> buckets = new TreeMap<>();
    private final List<Counts.Missing> gaps = new ArrayList<>();
    private int numbers;
    private long events;
    private boolean isBounded;

    /**
     * Counts into buckets.
     *
     * @param stepMs how long each is; 0 for just one
     * @param isByReceipt whether lines go by their time of receipt
     * @param from where the range begins
     */
    FieldCounter(String field, long stepMs, boolean isByReceipt, Instant from) {
        this.field = field;
        this.stepMs = stepMs;
        this.isByReceipt = isByReceipt;
        this.from = from;
    }

    @Override
    public boolean line(byte[] bytes, int from, int length) {
        try {
            switch (reader.read(bytes, from, length)) {
                case StreamLine.Event event -> {
                    events++;
                    String value = members.of(bytes, from, length).get(field);
                    if (!value.isEmpty()) {
                        count(bucket(isByReceipt ? event.received() : event.time()), value);
                    }
                }
                case StreamLine.Gap gap -> gaps.add(new Counts.Missing(gap));
                case StreamLine.Heartbeat heartbeat -> {}
                case StreamLine.Cursor cursor -> {}
                case StreamLine.Other other -> {}
            }
        } catch (JacksonException e) {
            return true; // no line of ours
        }
        return true;
    }

    @Override
    public boolean endOfBatch() {
        return true;
    }

    /** Whether there were more values than are told apart. */
    boolean isBounded() {
        return isBounded;
    }

    /** @param to where the range ends */
    Counts counts(Instant to, long tookMs) {
        var rows = new ArrayList<Counts.Row>(gaps);
        buckets.forEach((at, bucket) -> rows.add(new Counts.Bucket(at, bucket)));
        return new Counts(Math.max(1, stepMs), from, to, field, rows, new Counts.End(true, from, events, tookMs));
    }

    private void count(Instant at, String given) {
        String value = given.length() <= MOST_CHARS ? given : given.substring(0, MOST_CHARS);
        boolean isKnown = values.contains(value) || (values.size() < MOST_VALUES && values.add(value));
        Map<String, Long> bucket = buckets.computeIfAbsent(at, key -> new HashMap<>());
        boolean isTold = isKnown && (bucket.containsKey(value) || numbers++ < MOST_NUMBERS);
        isBounded |= !isTold;
        bucket.merge(isTold ? value : Counts.OTHERS, 1L, Long::sum);
    }

    private Instant bucket(String time) {
        if (stepMs == 0) {
            return from;
        }
        try {
            long ms = Instant.parse(time).toEpochMilli();
            return Instant.ofEpochMilli(Math.floorDiv(ms, stepMs) * stepMs);
        } catch (DateTimeException e) {
            return from;
        }
    }
}
