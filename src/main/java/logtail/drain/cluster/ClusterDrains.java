package logtail.drain.cluster;

import static logtail.drain.DrainException.Kind.CONFLICT;
import static logtail.drain.DrainException.Kind.FAILED;
import static logtail.drain.DrainException.Kind.INVALID;
import static logtail.drain.DrainException.Kind.UNKNOWN;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import logtail.drain.CheckedSinks;
import logtail.drain.Drain;
import logtail.drain.DrainCodec;
import logtail.drain.DrainContext;
import logtail.drain.DrainException;
import logtail.drain.DrainLimits;
import logtail.drain.DrainMeters;
import logtail.drain.DrainTrial;
import logtail.drain.Drains;
import logtail.drain.ListedDrain;
import logtail.drain.sink.Sink;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.journal.kafka.Clients;
import logtail.journal.kafka.KafkaSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.Deadline;
import logtail.runtime.Secret;
import logtail.runtime.SettingsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drains of a journal that many nodes share. All know the {@link Definitions}, which any of them changes; a group of Kafka's shares
 * out {@link Slots}, and the node that has the slot of a drain runs it. A {@link Caretaker} has run here what is to run here.
 */
public final class ClusterDrains extends Drains {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterDrains.class);
    private static final String FILE = "file";

    private final CheckedSinks sinks;
    private final DrainContext context;
    private final Journal journal;
    private final CloseStack closing = new CloseStack();
    private final Admin admin;
    private final Clients clients;
    private final Producer<byte[], byte[]> producer;
    private final ClusterTopics topics;
    private final Definitions definitions;
    private final Caretaker caretaker;
    private final DrainViews views;

    /**
     * Knows all drains, and runs none yet.
     *
     * @param secret seals the definitions, in which there may be secrets
     * @throws logtail.journal.JournalFailedException when the topics are not there, not right or cannot be read
     */
    public ClusterDrains(
            KafkaSettings settings,
            Optional<Secret> secret,
            CheckedSinks sinks,
            DrainContext context,
            DrainMeters meters) {
        super(context.journal());
        this.sinks = sinks;
        this.context = context;
        journal = context.journal();
        clients = new Clients(settings);
        try {
            admin = closing.push(clients.admin());
            topics = ClusterTopics.open(settings, admin);
            producer = closing.push(clients.noteProducer());
            caretaker = new Caretaker(sinks, context, meters, this::letters);
            definitions = closing.push(new Definitions(
                    topics.drains(), clients, new DefinitionCodec(secret), caretaker::changed, context.faults()));
            caretaker.open(definitions, topics.drains(), clients);
            views = new DrainViews(journal, admin, topics.drains(), caretaker::status);
        } catch (RuntimeException e) {
            throw closing.closeAfter(e);
        }
    }

    @Override
    public void start(List<Drain> declared) {
        Map<Drain, Sink> checked = sinks.allDeclared(declared);
        checked.values().forEach(Sink::close);
        definitions.start();
        var mistakes = new ArrayList<String>();
        for (Drain drain : checked.keySet()) {
            whyNotHere(drain)
                    .ifPresentOrElse(
                            why -> mistakes.add("LOGTAIL_DRAINS: drain '%s': %s".formatted(drain.name(), why)),
                            () -> declare(drain));
        }
        if (!mistakes.isEmpty()) {
            throw new SettingsException(mistakes);
        }
        caretaker.start();
    }

    /** What would be somewhere else with each node. */
    private static Optional<String> whyNotHere(Drain drain) {
        return drain.destination().scheme().equals(FILE)
                ? Optional.of("writes no files where nodes share drains, as it may run on any of them")
                : Optional.empty();
    }

    /** The newest declaration counts. */
    private void declare(Drain drain) {
        Definitions.Known known = definitions.get(drain.name());
        Definition before = known == null ? null : known.definition();
        if (before == null) {
            definitions.put(new Definition(drain, true, false, nowMs(), at(end()), 0));
            LOG.info("at=drain.declared drain={} url={}", drain.name(), drain.destination());
        } else if (!before.isDeclared() || !before.drain().equals(drain)) {
            definitions.put(new Definition(
                    drain, true, before.isPaused(), before.order(), before.start(), before.lettersOrder()));
            LOG.warn(
                    "at=drain.declared-anew drain={} url={} msg=\"it was defined differently\"",
                    drain.name(),
                    drain.destination());
        }
    }

    @Override
    protected List<ListedDrain> list() {
        return views.of(definitions.all());
    }

    @Override
    protected ListedDrain get(String name) {
        return views.of(new TreeMap<>(Map.of(name, known(name)))).getFirst();
    }

    @Override
    protected void add(Drain drain, Place first, boolean isPaused) {
        String name = drain.name();
        if (definitions.get(name) != null) {
            throw new DrainException(CONFLICT, "there is a drain '%s' already".formatted(name));
        }
        List<Drain> all = definitions.all().entrySet().stream()
                .map(known -> drain(known.getKey(), known.getValue()))
                .toList();
        DrainLimits.checkRoom(drain.apps(), all, MOST);
        check(drain);
        definitions.put(new Definition(drain, false, isPaused, nowMs(), at(within(first)), 0));
        LOG.info("at=drain.added drain={} url={}", name, drain.destination());
    }

    @Override
    protected void change(Drain drain) {
        Definition before = mine(drain.name());
        check(drain);
        definitions.put(before.with(drain));
        LOG.info("at=drain.changed drain={} url={}", drain.name(), drain.destination());
    }

    private void check(Drain drain) {
        Optional<String> why = whyNotHere(drain);
        if (why.isPresent()) {
            throw new DrainException(INVALID, "drain '%s': %s".formatted(drain.name(), why.get()));
        }
        sinks.requested(drain).close();
    }

    /** Also one that the environment of a node declares: it comes back when such a node starts. */
    @Override
    protected void remove(String name) {
        known(name);
        definitions.remove(name);
        LOG.info("at=drain.removed drain={}", name);
    }

    @Override
    protected Drain definition(String name) {
        return mine(name).drain();
    }

    @Override
    protected void pause(String name, boolean isPaused) {
        definitions.put(sound(name).paused(isPaused));
        LOG.info("at=drain.{} drain={}", isPaused ? "paused" : "resumed", name);
    }

    @Override
    protected void move(String name, Place place) {
        Place behind = within(place);
        definitions.put(sound(name).startingAt(nowMs(), at(behind)));
        LOG.info("at=drain.moved drain={} after={}", name, behind);
    }

    @Override
    protected DrainTrial.Result test(String name) {
        return trial(name).test();
    }

    @Override
    protected DrainTrial.Result replay(String name) {
        DrainTrial.Result result = trial(name).replay();
        lettersChanged(name);
        return result;
    }

    private DrainTrial trial(String name) {
        Definition definition = sound(name);
        Drain drain = definition.drain();
        Sink sink = definition.isDeclared() ? sinks.declared(drain) : sinks.requested(drain);
        return new DrainTrial(drain, sink, letters(name), context);
    }

    @Override
    protected List<String> deadLetters(String name, int most) {
        known(name);
        try {
            return letters(name).newest(most);
        } catch (IOException e) {
            throw new DrainException(FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    protected void forgetDeadLetters(String name) {
        known(name);
        try {
            letters(name).clear();
        } catch (IOException e) {
            throw new DrainException(FAILED, String.valueOf(e.getMessage()), e);
        }
        lettersChanged(name);
    }

    /** Has the node that runs it count them again. */
    private void lettersChanged(String name) {
        definitions.put(sound(name).withoutLetters(nowMs()));
    }

    private TopicLetters letters(String name) {
        return new TopicLetters(topics.dead(), name, clients, producer, context.clock());
    }

    /** Stops the drains of this node, so that others go on with them. */
    @Override
    public void close(Deadline deadline) {
        caretaker.close(deadline);
        closing.close(deadline);
    }

    private Definitions.Known known(String name) {
        Definitions.Known known = definitions.get(name);
        if (known == null) {
            throw new DrainException(UNKNOWN, "there is no drain '%s'".formatted(name));
        }
        return known;
    }

    private Definition sound(String name) {
        Definitions.Known known = known(name);
        if (known.definition() == null) {
            throw new DrainException(CONFLICT, "drain '%s': %s".formatted(name, known.whyNot()));
        }
        return known.definition();
    }

    private Definition mine(String name) {
        Definition definition = sound(name);
        if (definition.isDeclared()) {
            throw new DrainException(
                    CONFLICT, "drain '%s' is declared by LOGTAIL_DRAINS: change it there".formatted(name));
        }
        return definition;
    }

    private static Drain drain(String name, Definitions.Known known) {
        return known.definition() == null
                ? DrainCodec.unreadable(name)
                : known.definition().drain();
    }

    private String at(Place place) {
        return Cursor.of(journal.id(), place).toString();
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(context.clock().nowNs());
    }
}
