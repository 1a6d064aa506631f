package logtail.web;

import logtail.access.Sessions;

/** The header that gives a browser the cookie of a session, or takes it. Scripts cannot read it, other sites not use it. Pure. */
final class SessionCookie {
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";

    private SessionCookie() {}

    /** @param isSecure whether the browser speaks TLS, so that it need never send it in the clear */
    static String of(String session, boolean isSecure) {
        return RequestCredentials.SESSION + "=" + session + ATTRIBUTES + Sessions.LIFE.toSeconds()
                + (isSecure ? "; Secure" : "");
    }

    static String none(boolean isSecure) {
        return RequestCredentials.SESSION + "=" + ATTRIBUTES + 0 + (isSecure ? "; Secure" : "");
    }
}
