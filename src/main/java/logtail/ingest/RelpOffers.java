package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import logtail.runtime.Version;

/**
 * What client and server tell each other when they open a RELP session: lines of {@code NAME=VALUE}, or a name alone. Pure.
 *
 * @param version that the client speaks; 0 when it names none
 * @param hasSyslog whether it wants to send syslog
 */
record RelpOffers(int version, boolean hasSyslog) {
    private static final int NEWEST = 1;

    /** What a client offers in its first frame, in {@code bytes[from, to)}. */
    static RelpOffers read(byte[] bytes, int from, int to) {
        int version = 0;
        boolean hasSyslog = false;
        for (String offer : new String(bytes, from, to - from, UTF_8).split("\n", -1)) {
            String name = offer.strip();
            if (name.startsWith("relp_version=")) {
                version = version(name.substring(name.indexOf('=') + 1));
            } else if (name.startsWith("commands=")) {
                hasSyslog |= Arrays.stream(name.substring(name.indexOf('=') + 1).split(","))
                        .anyMatch(command -> command.strip().equals("syslog"));
            }
        }
        return new RelpOffers(version, hasSyslog);
    }

    private static int version(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }

    /** Why no session can be opened. */
    Optional<String> objection() {
        if (version > NEWEST) {
            return Optional.of("relp_version is not 0 or 1");
        }
        return hasSyslog ? Optional.empty() : Optional.of("commands= does not name syslog");
    }

    /** What we answer, with offers of our own. */
    String accepted() {
        return "200 OK\nrelp_version=%d\nrelp_software=logtail,%s\ncommands=syslog\n"
                .formatted(version, Version.number());
    }
}
