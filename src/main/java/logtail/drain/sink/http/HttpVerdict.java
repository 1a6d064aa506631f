package logtail.drain.sink.http;

import java.util.Set;

/** What a status of HTTP says about a batch, or about one event of it. */
enum HttpVerdict {
    TAKEN,
    /**
     * Not now: the server is busy or broken, or something about the drain rather than about its events is wrong, such as its
     * token or its path. That is set right by people, and nothing may be lost until then.
     */
    LATER,
    /** Not this one, now or later. */
    REFUSED;

    private static final Set<Integer> ABOUT_THE_DRAIN = Set.of(
            401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 414, 415, 417, 421, 423, 425, 426, 428, 429, 431);

    static HttpVerdict of(int status) {
        if (status >= 200 && status < 300) {
            return TAKEN;
        }
        return status >= 400 && status < 500 && !ABOUT_THE_DRAIN.contains(status) ? REFUSED : LATER;
    }

    /** What people can do about a status, or nothing. */
    static String advice(int status) {
        return switch (status) {
            case 300, 301, 302, 303, 307, 308 -> "give the drain that address, redirects are not followed";
            case 401 -> "check the user and password or the token of the drain";
            case 402, 403 -> "check what the drain's user or token may do there";
            case 404, 410 -> "check the path of the destination";
            case 405 -> "check the path of the destination and the format";
            case 406, 415 -> "check the options format and compress";
            case 407 -> "there is a proxy in between that wants a login";
            default -> "";
        };
    }
}
