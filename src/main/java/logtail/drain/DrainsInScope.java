package logtail.drain;

import static logtail.drain.DrainException.Kind.INVALID;
import static logtail.drain.DrainException.Kind.UNKNOWN;

import java.util.List;
import java.util.function.Supplier;
import logtail.access.AppScope;
import logtail.journal.Place;

/**
 * The drains that one sender may see and manage, by the names that it knows: all, or those limited to exactly its apps. All
 * others are unknown to it, and their names are free. Calls may block. Any thread.
 */
public final class DrainsInScope {
    private final Drains drains;
    private final AppScope apps;
    private final String suffix;

    DrainsInScope(Drains drains, AppScope apps) {
        this.drains = drains;
        this.apps = apps;
        suffix = DrainLimits.suffix(apps);
    }

    /** All of them, ordered by name. */
    public List<ListedDrain> list() {
        return drains.list().stream().filter(this::isVisible).map(this::named).toList();
    }

    /** One of them. */
    public ListedDrain get(String name) {
        return on(name, inside -> named(drains.get(inside)));
    }

    /** Adds a drain that is limited to the sender's apps, as {@link Drains#add}. */
    public void add(Drain drain, Place first, boolean isPaused) {
        String shown = drain.name();
        int most = Drain.MOST_NAME_CHARS - suffix.length();
        if (shown.length() > most) {
            throw new DrainException(INVALID, "drain name '%s': takes at most %d characters".formatted(shown, most));
        }
        attempt(shown, () -> {
            drains.add(drain.limitedTo(shown + suffix, apps), first, isPaused);
            return shown;
        });
    }

    /** Changes a drain, which stays limited to the same apps. */
    public void change(Drain drain) {
        on(drain.name(), inside -> {
            drains.change(drain.limitedTo(inside, drains.definition(inside).apps()));
            return inside;
        });
    }

    /** As {@link Drains#remove}. */
    public void remove(String name) {
        on(name, inside -> {
            drains.remove(inside);
            return inside;
        });
    }

    /** As {@link Drains#definition}, with the name that the sender knows. */
    public Drain definition(String name) {
        return on(name, inside -> {
            Drain drain = drains.definition(inside);
            return drain.limitedTo(name, drain.apps());
        });
    }

    /** As {@link Drains#pause}. */
    public void pause(String name, boolean isPaused) {
        on(name, inside -> {
            drains.pause(inside, isPaused);
            return inside;
        });
    }

    /** As {@link Drains#move}. */
    public void move(String name, Place place) {
        on(name, inside -> {
            drains.move(inside, place);
            return inside;
        });
    }

    /** As {@link Drains#test}. */
    public DrainTrial.Result test(String name) {
        return on(name, drains::test);
    }

    /** As {@link Drains#deadLetters}. */
    public List<String> deadLetters(String name, int most) {
        return on(name, inside -> drains.deadLetters(inside, most));
    }

    /** As {@link Drains#replay}. */
    public DrainTrial.Result replay(String name) {
        return on(name, drains::replay);
    }

    /** As {@link Drains#forgetDeadLetters}. */
    public void forgetDeadLetters(String name) {
        on(name, inside -> {
            drains.forgetDeadLetters(inside);
            return inside;
        });
    }

    private boolean isVisible(ListedDrain drain) {
        return apps.isAll() || DrainLimits.areSame(drain.apps(), apps);
    }

    private ListedDrain named(ListedDrain drain) {
        return apps.isAll()
                ? drain
                : drain.called(drain.name().substring(0, drain.name().length() - suffix.length()));
    }

    private interface Work<T> {
        T with(String inside);
    }

    /** Works on the drain that the sender calls {@code name}, whatever it is called within. */
    private <T> T on(String name, Work<T> work) {
        String inside = name + suffix;
        return attempt(name, () -> {
            if (!isVisible(drains.get(inside))) {
                throw new DrainException(UNKNOWN, "there is no drain '%s'".formatted(inside));
            }
            return work.with(inside);
        });
    }

    private <T> T attempt(String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (DrainException e) {
            String message = String.valueOf(e.getMessage());
            throw suffix.isEmpty() ? e : new DrainException(e.kind(), message.replace(name + suffix, name));
        }
    }
}
