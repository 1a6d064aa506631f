package logtail.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/** Why a connection did not come to its protocol, and what whoever runs its client, or us, can do about it. */
enum Refusal {
    NOT_TLS("this port takes TLS; let the client use it, or send to the port without"),
    TLS(
            "this port takes no TLS; let the client use none, or send to LOGTAIL_HTTPS, LOGTAIL_SYSLOG_TLS, LOGTAIL_LINES_TLS"),
    TIMEOUT("no TLS within LOGTAIL_HEADER_TIMEOUT"),
    LEFT("the client left during the handshake; it may not trust our certificate"),
    REJECTED(
            "the client refused: see its own log; most often it does not trust our certificate's authority, or knows us by another name"),
    VERSION("the client speaks neither TLS 1.2 nor 1.3"),
    CIPHER("the client has no cipher, curve or signature in common with us and our certificate"),
    NO_CERTIFICATE(
            "the client shows no certificate, or has none of an authority in LOGTAIL_TLS_CLIENT_CA, which demands one"),
    UNKNOWN_AUTHORITY("the client's certificate is not issued by an authority in LOGTAIL_TLS_CLIENT_CA"),
    EXPIRED("the client's certificate has expired, or is not valid yet"),
    BAD_CERTIFICATE("the client's certificate is not fit for a client"),
    CROWDED("too many handshakes at once, so the oldest unfinished one had to go"),
    NO_PROXY_HEADER(
            "LOGTAIL_…_PROXY is on for this port, and the connection does not begin with a header of the PROXY protocol"),
    OTHER("the handshake failed");

    private final String advice;

    Refusal(String advice) {
        this.advice = advice;
    }

    /** The word in metrics and in our own log, such as {@code not-tls}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String advice() {
        return advice;
    }

    /** That of a handshake which failed for this. */
    static Refusal of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException || at instanceof CertificateNotYetValidException) {
                return EXPIRED;
            }
            if (at instanceof ClosedChannelException) {
                return LEFT;
            }
            if (at instanceof CertPathBuilderException) {
                return UNKNOWN_AUTHORITY;
            }
            boolean isOfCertificate = at instanceof CertPathValidatorException || at instanceof CertificateException;
            if (isOfCertificate && at.getCause() == null) {
                return BAD_CERTIFICATE;
            }
        }
        return ofWords(words(failure));
    }

    private static String words(Throwable failure) {
        var words = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            words.append(at.getMessage()).append('\n');
        }
        return words.toString().toLowerCase(Locale.ROOT);
    }

    /** Neither library has types for these; the words are those of the JDK and of BoringSSL. */
    private static Refusal ofWords(String words) {
        if (words.contains("not an ssl/tls record")) {
            return NOT_TLS;
        }
        if (words.contains("received fatal alert") || words.contains("alert_") || words.contains("_alert")) {
            return REJECTED;
        }
        if (words.contains("empty client certificate") || words.contains("peer_did_not_return_a_certificate")) {
            return NO_CERTIFICATE;
        }
        if (words.contains("no cipher suites in common")
                || words.contains("no_shared_cipher")
                || words.contains("no_shared_group")
                || words.contains("no_common_signature")) {
            return CIPHER;
        }
        if (words.contains("client requested protocol")
                || words.contains("unsupported_protocol")
                || words.contains("protocol version")
                || words.contains("wrong_version")) {
            return VERSION;
        }
        if (words.contains("closed while")) {
            return LEFT;
        }
        return OTHER;
    }

    /** Whether the connection broke, which is the outside's doing and no fault. */
    static boolean isLost(Throwable cause) {
        return cause instanceof IOException;
    }
}
