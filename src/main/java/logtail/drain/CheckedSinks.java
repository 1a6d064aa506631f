package logtail.drain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import logtail.drain.sink.Sink;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.runtime.SettingsException;
import logtail.runtime.Sizes;

/** Makes the sink of a drain after checking its filter, its options and that its batches fit into memory. Any thread. */
public final class CheckedSinks {
    private static final String BATCH_BYTES = "batch-bytes";

    private final SinkFactory declaredSinks;
    private final SinkFactory requestedSinks;
    private final DrainMemory memory;

    public CheckedSinks(SinkFactory declaredSinks, SinkFactory requestedSinks, DrainMemory memory) {
        this.declaredSinks = declaredSinks;
        this.requestedSinks = requestedSinks;
        this.memory = memory;
    }

    /**
     * The sink of a drain that the environment declares.
     *
     * @throws SettingsException listing every mistake in its definition
     */
    public Sink declared(Drain drain) {
        try {
            return sink(declaredSinks, drain);
        } catch (SettingsException e) {
            throw new SettingsException(e.mistakes().stream()
                    .map(mistake -> "LOGTAIL_DRAINS: drain '%s': %s".formatted(drain.name(), mistake))
                    .toList());
        }
    }

    /**
     * A sink for each of these drains, which the environment declares.
     *
     * @throws SettingsException listing all mistakes of all of them
     */
    public Map<Drain, Sink> allDeclared(List<Drain> declared) {
        var checked = new LinkedHashMap<Drain, Sink>();
        var mistakes = new ArrayList<String>();
        for (Drain drain : declared) {
            try {
                checked.put(drain, declared(drain));
            } catch (SettingsException e) {
                mistakes.addAll(e.mistakes());
            }
        }
        if (!mistakes.isEmpty()) {
            checked.values().forEach(Sink::close);
            throw new SettingsException(mistakes);
        }
        return checked;
    }

    /**
     * The sink of a drain that a request defines.
     *
     * @throws DrainException of kind {@code INVALID} when its definition is invalid
     */
    public Sink requested(Drain drain) {
        try {
            return sink(requestedSinks, drain);
        } catch (SettingsException e) {
            throw new DrainException(DrainException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private Sink sink(SinkFactory from, Drain drain) {
        try {
            FilterParser.parse(drain.filter());
            DrainLimits.checkDestination(drain);
            Sink sink = from.create(drain.name(), drain.destination(), drain.options());
            checkBatch(drain, sink);
            return sink;
        } catch (FilterSyntaxException e) {
            throw new SettingsException(List.of("filter: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** An explicit batch size must fit; the default of the destination's kind is reduced when there is less memory. */
    private void checkBatch(Drain drain, Sink sink) {
        long largest = memory.largestBatchBytes(sink.copies());
        String requested = drain.options().get(BATCH_BYTES);
        if (requested != null && sink.limits().bytes() > largest) {
            sink.close();
            throw new IllegalArgumentException(
                    "%s=%s: takes at most %s, as drains share %s of memory; a larger heap (-Xmx) has more"
                            .formatted(
                                    BATCH_BYTES,
                                    requested,
                                    Sizes.exact(largest & -1024),
                                    Sizes.about(memory.limitBytes())));
        }
    }
}
