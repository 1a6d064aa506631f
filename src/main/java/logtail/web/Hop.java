package logtail.web;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one proxy tells of the request that it got.
 *
 * @param address who sent it; empty when the proxy does not tell, or not in a form that is one of an address
 * @param protocol {@code http} or {@code https}
 * @param host the {@code Host} that it had
 */
record Hop(Optional<InetSocketAddress> address, Optional<String> protocol, Optional<String> host) {
    private static final int MOST_PORT = 0xFFFF;

    /** The hops of {@code Forwarded} headers (RFC 7239), the last one first, at most so many. */
    static List<Hop> ofForwarded(List<String> headers, int most) {
        return FromTheEnd.elements(headers, most).stream().map(Hop::ofElement).toList();
    }

    /**
     * The hops of {@code X-Forwarded-For}, the last one first, at most so many. Of {@code X-Forwarded-Proto} and {@code -Host} the entry in the
     * same place from the end counts; the last, when there are fewer.
     */
    static List<Hop> ofXForwarded(HttpHeaders headers, int most) {
        List<String> addresses = FromTheEnd.elements(headers.getAll("X-Forwarded-For"), most);
        List<String> protocols = FromTheEnd.elements(headers.getAll("X-Forwarded-Proto"), most);
        List<String> hosts = FromTheEnd.elements(headers.getAll("X-Forwarded-Host"), most);
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < addresses.size(); i++) {
            hops.add(new Hop(address(addresses.get(i)), entry(protocols, i), entry(hosts, i)));
        }
        return hops;
    }

    boolean isFromSameHost(Hop other) {
        return address.map(InetSocketAddress::getAddress).equals(other.address.map(InetSocketAddress::getAddress));
    }

    private static Optional<String> entry(List<String> entries, int place) {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(place < entries.size() ? place : 0));
    }

    private static Hop ofElement(String element) {
        var address = Optional.<InetSocketAddress>empty();
        var protocol = Optional.<String>empty();
        var host = Optional.<String>empty();
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String value = unquoted(pair.substring(equals + 1).strip());
            switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                case "for" -> address = address(value);
                case "proto" -> protocol = Optional.of(value);
                case "host" -> host = Optional.of(value);
                default -> {
                    // by, and what others may add
                }
            }
        }
        return new Hop(address, protocol, host);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1}, {@code [2001:db8::1]}, {@code [2001:db8::1]:4711}. */
    private static Optional<InetSocketAddress> address(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? Optional.empty() : address(text.substring(1, end), text.substring(end + 1));
        }
        int colon = text.indexOf(':');
        boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
        return hasPort ? address(text.substring(0, colon), text.substring(colon)) : address(text, "");
    }

    private static Optional<InetSocketAddress> address(String host, String colonAndPort) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        int port = port(colonAndPort);
        return address == null || port < 0 ? Optional.empty() : Optional.of(new InetSocketAddress(address, port));
    }

    /** 0 when there is none or it is hidden ({@code :_name}, RFC 7239, section 6.2); -1 for anything else. */
    private static int port(String colonAndPort) {
        if (colonAndPort.isEmpty() || colonAndPort.startsWith(":_")) {
            return 0;
        }
        boolean isNumber = colonAndPort.matches(":[0-9]{1,5}");
        int port = isNumber ? Integer.parseInt(colonAndPort.substring(1)) : -1;
        return port <= MOST_PORT ? port : -1;
    }

    /** Lists of headers read from their ends, so that whatever a stranger began one with cannot hide what a proxy added. */
    private static final class FromTheEnd {
        /** The elements between commas that are not within quotes, seen from the end, the last one first. */
        static List<String> elements(List<String> headers, int most) {
            var elements = new ArrayList<String>();
            for (String header : headers.reversed()) {
                int end = header.length();
                while (end >= 0 && elements.size() < most) {
                    int comma = commaBefore(header, end);
                    String element = header.substring(comma + 1, end).strip();
                    if (!element.isEmpty()) {
                        elements.add(element);
                    }
                    end = comma;
                }
            }
            return elements;
        }

        /** The last comma before {@code end}; -1 when there is none. */
        private static int commaBefore(String text, int end) {
            boolean isQuoted = false;
            for (int i = end - 1; i >= 0; i--) {
                char c = text.charAt(i);
                isQuoted ^= c == '"';
                if (c == ',' && !isQuoted) {
                    return i;
                }
            }
            return -1;
        }
    }
}
