package logtail.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The header of the PROXY protocol, version 1 and 2, by which a proxy tells whose connection it passes on (HAProxy's
 * proxy-protocol.txt, sections 2.1 and 2.2). Version 1 may end in LF alone, as {@code loggen -H} sends it. Pure.
 */
sealed interface ProxyHeader {
    /** A line of version 1 with its end, as section 2.1 has it. */
    int MAX_LINE_BYTES = 107;

    /** What version 2 may append (section 2.2.1) is of no use to us, and could be 64 KiB. */
    int MAX_BLOCK_BYTES = 4096;

    /** More bytes are needed. */
    record Incomplete() implements ProxyHeader {}

    /** These bytes begin no header. */
    record Wrong(String reason) implements ProxyHeader {}

    /**
     * A header.
     *
     * @param client whose connection it is; empty when it is the proxy's own or of a kind without an address
     * @param bytes length of the header
     */
    record Good(Optional<InetSocketAddress> client, int bytes) implements ProxyHeader {}

    /** Reads the header at the begin of {@code in}, and moves nothing. */
    static ProxyHeader parse(ByteBuf in) {
        if (!in.isReadable()) {
            return new Incomplete();
        }
        byte first = in.getByte(in.readerIndex());
        if (first == Text.BEGIN[0]) {
            return begins(in, Text.BEGIN) ? Text.parse(in) : new Wrong("no PROXY header");
        }
        return begins(in, Binary.SIGNATURE) ? Binary.parse(in) : new Wrong("no PROXY header");
    }

    /** Whether {@code in} is the begin of {@code expected}, or begins with it. */
    private static boolean begins(ByteBuf in, byte[] expected) {
        int length = Math.min(in.readableBytes(), expected.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProxyHeader good(byte[] address, int port, int bytes) {
        try {
            return new Good(Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port)), bytes);
        } catch (UnknownHostException e) {
            return new Wrong("an address of %d bytes".formatted(address.length));
        }
    }

    /** Version 1: {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}. */
    final class Text {
        private static final byte[] BEGIN = "PROXY ".getBytes(US_ASCII);
        private static final int PARTS = 6;

        private Text() {}

        private static ProxyHeader parse(ByteBuf in) {
            int most = Math.min(in.readableBytes(), MAX_LINE_BYTES);
            int end = in.indexOf(in.readerIndex(), in.readerIndex() + most, (byte) '\n');
            if (end < 0) {
                return most < MAX_LINE_BYTES ? new Incomplete() : new Wrong("a header of over 107 bytes");
            }
            int bytes = end + 1 - in.readerIndex();
            String line = in.toString(in.readerIndex(), bytes - 1, US_ASCII);
            if (line.endsWith("\r")) {
                line = line.substring(0, line.length() - 1);
            }
            String[] parts = line.split(" ", -1);
            return switch (parts[1]) {
                case "UNKNOWN" -> new Good(Optional.empty(), bytes); // whatever follows is to be ignored
                case "TCP4", "TCP6" -> client(parts, bytes);
                default -> new Wrong("neither TCP4, TCP6 nor UNKNOWN");
            };
        }

        private static ProxyHeader client(String[] parts, int bytes) {
            if (parts.length != PARTS) {
                return new Wrong("%d words instead of 6".formatted(parts.length));
            }
            boolean isGood = parts[1].equals("TCP4")
                    ? NetUtil.isValidIpV4Address(parts[2]) && NetUtil.isValidIpV4Address(parts[3])
                    : NetUtil.isValidIpV6Address(parts[2]) && NetUtil.isValidIpV6Address(parts[3]);
            int port = port(parts[4]);
            if (!isGood || port < 0 || port(parts[5]) < 0) {
                return new Wrong("an address or a port that is none");
            }
            byte[] address = NetUtil.createByteArrayFromIpAddressString(parts[2]);
            return address == null ? new Wrong("an address that is none") : good(address, port, bytes);
        }

        private static int port(String text) {
            boolean isNumber =
                    !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            int port = isNumber ? Integer.parseInt(text) : -1;
            return port <= 0xFFFF ? port : -1;
        }
    }

    /** Version 2: signature, version and command, family and transport, length; then the addresses and whatever else. */
    final class Binary {
        private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
        private static final int HEAD_BYTES = 16;
        private static final int LOCAL = 0x20;
        private static final int PROXY = 0x21;
        private static final int UNSPECIFIED = 0;
        private static final int IPV4 = 1;
        private static final int IPV6 = 2;
        private static final int UNIX = 3;

        private Binary() {}

        private static ProxyHeader parse(ByteBuf in) {
            int at = in.readerIndex();
            if (in.readableBytes() < HEAD_BYTES) {
                return new Incomplete();
            }
            int length = in.getUnsignedShort(at + 14);
            if (length > MAX_BLOCK_BYTES) {
                return new Wrong("a header of %d bytes, of at most %d".formatted(length, MAX_BLOCK_BYTES));
            }
            int command = in.getUnsignedByte(at + 12);
            if (command != LOCAL && command != PROXY) {
                return new Wrong("a version or command that is not known");
            }
            if (in.readableBytes() < HEAD_BYTES + length) {
                return new Incomplete();
            }
            return command == LOCAL ? new Good(Optional.empty(), HEAD_BYTES + length) : client(in, length);
        }

        private static ProxyHeader client(ByteBuf in, int length) {
            int at = in.readerIndex() + HEAD_BYTES;
            int bytes = HEAD_BYTES + length;
            return switch (in.getUnsignedByte(at - 3) >> 4) {
                case UNSPECIFIED, UNIX -> new Good(Optional.empty(), bytes);
                case IPV4 -> of(in, at, 4, length, bytes);
                case IPV6 -> of(in, at, 16, length, bytes);
                default -> new Wrong("a family of addresses that is not known");
            };
        }

        /** Two addresses, then two ports; the client's come first of each. */
        private static ProxyHeader of(ByteBuf in, int at, int addressBytes, int length, int bytes) {
            if (length < 2 * addressBytes + 4) {
                return new Wrong("no room for its addresses");
            }
            byte[] address = new byte[addressBytes];
            in.getBytes(at, address);
            return good(address, in.getUnsignedShort(at + 2 * addressBytes), bytes);
        }
    }
}
