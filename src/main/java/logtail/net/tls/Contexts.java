package logtail.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The contexts of TLS of one identity, one for each list of protocols that a listener offers. By BoringSSL where its library can be
 * loaded, which is on Linux with glibc; else by the JDK. Any thread.
 */
final class Contexts implements AutoCloseable {
    /** TLS 1.3 and, of 1.2, what RFC 9325 section 4.2 recommends: forward secrecy and authenticated encryption alone. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * Of all keys but those of Ed25519, which Netty does not find for BoringSSL, so that each handshake would fail. Of those that count
     * references, so that native memory goes with its last connection and not with the collector. */
    private static final SslProvider PROVIDER = OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;

    private final Identity identity;
    private final ClientAuth clients;
    private final Map<List<String>, SslContext> byProtocols = new HashMap<>();
    private boolean isClosed;

    /** @throws IllegalStateException when the library takes no such key or certificates */
    Contexts(Identity identity, TlsSettings.Clients clients) {
        this.identity = identity;
        if (identity.authorities().isEmpty()) {
            this.clients = ClientAuth.NONE;
        } else {
            this.clients = clients == TlsSettings.Clients.REQUIRED ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
        }
        byProtocols.put(List.of(), build(List.of()));
    }

    /** Measured with thousands of connections, a quarter of them in the middle of a handshake, where the JDK's take 23 KB. */
    static int heapBytesPerConnection() {
        return PROVIDER == SslProvider.JDK ? 12 * 1024 : 3 * 1024;
    }

    Identity identity() {
        return identity;
    }

    /** A handler for a new connection; none when this was closed, as there is a newer one. */
    synchronized Optional<SslHandler> handler(ByteBufAllocator buffers, List<String> protocols) {
        return isClosed
                ? Optional.empty()
                : Optional.of(
                        byProtocols.computeIfAbsent(protocols, this::build).newHandler(buffers));
    }

    /** Takes no more connections; those that are open go on. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            byProtocols.values().forEach(ReferenceCountUtil::release);
        }
    }

    private SslContext build(List<String> protocols) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(identity.key() instanceof EdECKey ? SslProvider.JDK : PROVIDER)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .clientAuth(clients);
            if (clients != ClientAuth.NONE) {
                builder.trustManager(identity.authorities().toArray(X509Certificate[]::new));
            }
            if (!protocols.isEmpty()) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols));
            }
            SslContext context = builder.build();
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setSessionCacheEnabled(
                        false); // of TLS 1.2: senders of logs stay connected, and it would only grow
            }
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("TLS cannot be set up with these files", e);
        }
    }
}
