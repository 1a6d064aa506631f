package logtail.net;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of one listener whose handshake is under way. When there are too many, the oldest has to go: who means well is done
 * in a moment, so it is one of those that were begun to stay half open, and a crowd of them keeps nobody else out. Any thread.
 */
final class Handshakes {
    private static final int LEAST = 16;

    private final int most;
    private final Set<TlsEntry> underWay = new LinkedHashSet<>();

    /** @param connections of how many of the listener a quarter may shake hands at once */
    Handshakes(int connections) {
        most = Math.max(LEAST, connections / 4);
    }

    /** Adds one; the one that has to go for it, by {@link TlsEntry#giveWay}, is told so. */
    void add(TlsEntry entry) {
        TlsEntry oldest = null;
        synchronized (underWay) {
            underWay.add(entry);
            if (underWay.size() > most) {
                Iterator<TlsEntry> first = underWay.iterator();
                oldest = first.next();
                first.remove();
            }
        }
        if (oldest != null) {
            oldest.giveWay();
        }
    }

    void remove(TlsEntry entry) {
        synchronized (underWay) {
            underWay.remove(entry);
        }
    }
}
