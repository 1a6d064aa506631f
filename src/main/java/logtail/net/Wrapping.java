package logtail.net;

import java.util.Locale;
import logtail.runtime.Env;

/**
 * What is around the protocol of a listener, from the outside in.
 *
 * @param hasProxyHeader whether each connection begins with a header of the PROXY protocol, which tells the client's address
 * @param isTls whether it goes on with TLS
 */
public record Wrapping(boolean hasProxyHeader, boolean isTls) {
    /** Nothing is around it. */
    public static final Wrapping NONE = new Wrapping(false, false);

    /** Reads {@code LOGTAIL_…_PROXY} of a listener. */
    public static Wrapping from(Env env, String listener, boolean isTls) {
        return new Wrapping(env.flag(variable(listener) + "_PROXY"), isTls);
    }

    /** The setting of a listener's address: {@code LOGTAIL_SYSLOG_TLS} of {@code syslog-tls}. */
    public static String variable(String listener) {
        return "LOGTAIL_" + listener.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
