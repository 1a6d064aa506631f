package logtail.cli.top;

import java.util.Comparator;
import java.util.Locale;
import logtail.cli.base.BadValueException;

/** In which order apps are shown. */
enum AppOrder {
    RATE('r'),
    ERRORS('e'),
    NAME('n'),
    SEEN('l');

    private final char key;

    AppOrder(char key) {
        this.key = key;
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
        return order().thenComparing(RATE.order()).thenComparing(SEEN.order()).thenComparing(NAME.order());
    }

    private Comparator<Status.App> order() {
        return switch (this) {
            case RATE -> Comparator.comparingDouble(Status.App::perSecond).reversed();
            case ERRORS ->
                Comparator.comparingDouble(Status.App::errorsPerSecond).reversed();
            case NAME -> Comparator.comparing(Status.App::name);
            case SEEN -> Comparator.comparing(Status.App::lastSeen).reversed();
        };
    }
}
