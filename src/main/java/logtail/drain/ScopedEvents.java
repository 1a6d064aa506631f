package logtail.drain;

import logtail.access.AppScope;
import logtail.access.Veil;
import logtail.event.Block;

/**
 * The events of the apps that a drain is limited to. Its receiver is shown numbers in place of their ids, which are dense over
 * all apps and so would count the lines of the others. One thread.
 */
final class ScopedEvents {
    private final AppScope apps;
    private final Veil veil;
    private boolean[] isWanted = new boolean[16];

    ScopedEvents(Veil veil) {
        this.veil = veil;
        apps = veil.scope();
    }

    /** Whether events of this app are sent. */
    boolean wantsApp(byte[] name, int from, int length) {
        return apps.includes(name, from, length);
    }

    /** Tests the next block; false when it has no event of these apps. */
    boolean enter(Block block) {
        int count = block.sourceCount();
        if (count > isWanted.length) {
            isWanted = new boolean[Math.max(count, 2 * isWanted.length)];
        }
        boolean any = false;
        for (int source = 0; source < count; source++) {
            isWanted[source] = apps.includes(block.bytes(), block.appFrom(source), block.appLength(source));
            any |= isWanted[source];
        }
        return any;
    }

    /** Whether the current event of the entered block is sent. */
    boolean includes(Block block) {
        return isWanted[block.source()];
    }

    /** The current event of a block as its receiver is shown it, with another number. */
    Block shown(Block block) {
        var shown = new Block().wrap(SingleEvent.of(block, veil.number(block.index())), 0);
        shown.nextEvent();
        return shown;
    }
}
