package logtail.cli.top;

import java.util.Comparator;
import java.util.Locale;
import logtail.cli.base.BadValueException;

/** In which order apps are shown. */
enum AppOrder {
    RATE('r', Comparator.comparingDouble(Status.App::perSecond).reversed()),
    ERRORS('e', Comparator.comparingDouble(Status.App::errorsPerSecond).reversed()),
    NAME('n', Comparator.comparing(Status.App::name)),
    SEEN('l', Comparator.comparing(Status.App::lastSeen).reversed());

    private final char key;
    private final Comparator<Status.App> order;

    AppOrder(char key, Comparator<Status.App> order) {
        this.key = key;
        this.order = order;
    }

    /** The order that this key stands for, else {@code otherwise}. */
    static AppOrder of(int key, AppOrder otherwise) {
        for (AppOrder one : values()) {
            if (one.key == key) {
                return one;
            }
        }
        return otherwise;
    }

    static AppOrder parse(String word) {
        for (AppOrder one : values()) {
            if (one.word().equals(word.toLowerCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new BadValueException("--sort", word, "rate, errors, name, seen");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The busiest first among those that are alike. */
    Comparator<Status.App> comparator() {
        return order.thenComparing(RATE.order).thenComparing(SEEN.order).thenComparing(NAME.order);
    }
}
