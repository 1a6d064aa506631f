package logtail.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import logtail.event.NameGlob;
import logtail.event.Names;
import logtail.event.Slice;

/** The apps that a sender may send as, or read: all, or those whose name matches one of some globs. Immutable; any thread. */
public final class AppScope {
    /** All apps. */
    public static final AppScope ALL = new AppScope(List.of());

    private final List<String> globs;
    private final List<NameGlob> compiled;
    private final Slice only;

    private AppScope(List<String> globs) {
        this.globs = globs;
        compiled =
                globs.stream().map(glob -> new NameGlob(glob, Names.MAX_BYTES)).toList();
        boolean isOne = globs.size() == 1
                && globs.get(0).indexOf('*') < 0
                && globs.get(0).indexOf('?') < 0;
        only = Slice.of(isOne ? Names.fit(globs.get(0), Names.MAX_BYTES) : "");
    }

    /** The apps that match one of {@code globs}, such as {@code web-*}; all apps when there are none. */
    public static AppScope of(List<String> globs) {
        return globs.isEmpty() ? ALL : new AppScope(List.copyOf(globs));
    }

    /** Globs of the names; empty for all apps. */
    public List<String> globs() {
        return globs;
    }

    public boolean isAll() {
        return globs.isEmpty();
    }

    /** The only app that there is in it, which a line without an app is of; empty when there may be several. */
    public Slice only() {
        return only;
    }

    public boolean includes(byte[] name, int from, int length) {
        if (isAll()) {
            return true;
        }
        for (NameGlob glob : compiled) {
            if (glob.matches(name, from, length)) {
                return true;
            }
        }
        return false;
    }

    public boolean includes(Slice name) {
        return includes(name.bytes(), name.from(), name.length());
    }

    public boolean includes(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        return includes(utf8, 0, utf8.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppScope scope && globs.equals(scope.globs);
    }

    @Override
    public int hashCode() {
        return globs.hashCode();
    }

    @Override
    public String toString() {
        return isAll() ? "all apps" : String.join(", ", globs);
    }
}
