package logtail.ingest;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Sender} for the address of a datagram; one that was seen lately is not made again. Of addresses that fall
 * on the same place it remembers the last. One thread.
 */
final class DatagramSenders {
    private static final int PLACES = 1024; // a power of two

    private final @Nullable InetAddress[] addresses = new InetAddress[PLACES];
    private final Sender[] senders = new Sender[PLACES];

    Sender at(InetAddress address) {
        int hash = address.hashCode();
        int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
        if (!address.equals(addresses[place])) {
            addresses[place] = address;
            senders[place] = Sender.at(NetUtil.toAddressString(address));
        }
        return senders[place];
    }
}
