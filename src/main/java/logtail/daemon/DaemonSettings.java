package logtail.daemon;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import logtail.access.AccessSettings;
import logtail.access.TokenException;
import logtail.access.Tokens;
import logtail.drain.DrainSettings;
import logtail.ingest.IngestSettings;
import logtail.journal.JournalSettings;
import logtail.journal.kafka.KafkaSettings;
import logtail.net.Addresses;
import logtail.net.Limits;
import logtail.net.tls.TlsSettings;
import logtail.pipeline.PipelineSettings;
import logtail.redact.RedactionSettings;
import logtail.runtime.Clock;
import logtail.runtime.Env;
import logtail.runtime.Secret;
import logtail.web.WebSettings;

/**
 * All settings of {@code logtail serve}, from the environment.
 *
 * @param journal on this machine; with {@code kafka}, only its directory is used
 * @param kafka where the journal is instead, with {@code LOGTAIL_JOURNAL=kafka}
 * @param secret that nodes share
 */
record DaemonSettings(
        JournalSettings journal,
        Optional<KafkaSettings> kafka,
        Optional<Secret> secret,
        PipelineSettings pipeline,
        IngestSettings ingest,
        WebSettings web,
        DrainSettings drains,
        Limits limits,
        Optional<TlsSettings> tls,
        RedactionSettings redaction,
        AccessSettings access) {
    private static final String OPEN_OR_TOKENS =
            "a loopback address, until there is a token, which logtail tokens create NAME "
                    + "--right … --data DIR makes, or unless LOGTAIL_OPEN=1 lets everyone in who can reach it";

    private static final String JOURNAL = "LOGTAIL_JOURNAL";

    /** Where the journal is. */
    private enum Engine {
        /** In files of this machine. */
        CHRONICLE,
        /** On a Kafka cluster, which other daemons use too. */
        KAFKA
    }

    /** Variables of the command line and its launcher, which a daemon started from the same environment ignores. */
    private static final String[] OF_THE_COMMAND_LINE = {
        "LOGTAIL_ADDR", "LOGTAIL_APP", "LOGTAIL_TOKEN", "LOGTAIL_JAVA_HOME", "LOGTAIL_JAVA_OPTS",
    };

    /**
     * Reads all settings.
     *
     * @throws logtail.runtime.SettingsException listing every mistake
     */
    static DaemonSettings from(Env env) {
        WebSettings web = WebSettings.from(env);
        Limits limits = Limits.from(env, web.listeners().plus(IngestSettings.connectionListeners(env)));
        var settings = new DaemonSettings(
                JournalSettings.from(env),
                kafka(env),
                Secret.from(env),
                PipelineSettings.from(env),
                IngestSettings.from(env, limits),
                web,
                DrainSettings.from(env),
                limits,
                TlsSettings.from(env),
                RedactionSettings.from(env),
                AccessSettings.from(env));
        settings.expectNothingOfDisks(env);
        settings.keepPrivate(env);
        settings.expectAWayIn(env);
        settings.expectCertificate(env);
        env.alsoKnown(OF_THE_COMMAND_LINE).finish();
        return settings;
    }

    /** Whether the journal is on a Kafka cluster. */
    static boolean isOnKafka(Env env) {
        return env.choice(JOURNAL, Engine.CHRONICLE) == Engine.KAFKA;
    }

    private static Optional<KafkaSettings> kafka(Env env) {
        if (isOnKafka(env)) {
            return Optional.of(KafkaSettings.from(env));
        }
        for (String name : KafkaSettings.NAMES) {
            if (env.text(name).isPresent()) {
                env.reject(name, "has no effect without %s=kafka".formatted(JOURNAL));
            }
        }
        return Optional.empty();
    }

    /** Refuses what the brokers have to be told instead. */
    private void expectNothingOfDisks(Env env) {
        if (kafka.isEmpty()) {
            return;
        }
        if (journal.sync() != JournalSettings.Sync.NONE) {
            env.reject(
                    "LOGTAIL_SYNC",
                    "is of a journal on this machine; with %s=kafka the topic decides (flush.messages=1)"
                            .formatted(JOURNAL));
        }
        if (journal.reserveBytes() != JournalSettings.DEFAULT_RESERVE_BYTES) {
            env.reject(
                    "LOGTAIL_DISK_RESERVE",
                    "is of a journal on this machine, and %s=kafka keeps none here".formatted(JOURNAL));
        }
    }

    /**
     * Refuses addresses other than loopback while there is no token, unless {@code LOGTAIL_OPEN=1}, as anyone who reaches a port
     * may read and write then.
     */
    private void keepPrivate(Env env) {
        boolean isGuarded = hasTokens(env, "LOGTAIL_DATA", Optional.empty());
        if (access.tokensFile().isPresent()) {
            isGuarded |= hasTokens(env, "LOGTAIL_TOKENS_FILE", access.tokensFile());
        }
        if (!isGuarded && !access.isOpen()) {
            exposed().forEach((name, bind) -> env.reject(name, Addresses.shown(bind), OPEN_OR_TOKENS));
        }
    }

    private boolean hasTokens(Env env, String setting, Optional<Path> declared) {
        try {
            return Tokens.open(journal.directory(), declared, Clock.system()).hadAny();
        } catch (TokenException e) {
            env.reject(setting, String.valueOf(e.getMessage()));
            return true;
        }
    }

    private void expectAWayIn(Env env) {
        boolean isHttpOff =
                env.text("LOGTAIL_HTTP").filter("off"::equalsIgnoreCase).isPresent();
        if (isHttpOff
                && web.ports().isEmpty()
                && ingest.listeners().isEmpty()
                && ingest.unix().sockets().isEmpty()) {
            env.reject(
                    "LOGTAIL_HTTP", "off", "an address, as every other listener is off too and no line could come in");
        }
    }

    private void expectCertificate(Env env) {
        if (env.text("LOGTAIL_TLS_CERT").isEmpty()) {
            ofTls().forEach((name, bind) ->
                    env.reject(name, Addresses.shown(bind), "a certificate too: LOGTAIL_TLS_CERT and LOGTAIL_TLS_KEY"));
        }
    }

    /** The addresses of listeners with TLS, by setting. */
    Map<String, InetSocketAddress> ofTls() {
        var ofTls = new LinkedHashMap<String, InetSocketAddress>();
        web.ports().stream()
                .filter(port -> port.wrapping().isTls())
                .forEach(port -> ofTls.put(port.variable(), port.bind()));
        ingest.listeners().stream()
                .filter(listener -> listener.wrapping().isTls())
                .forEach(listener -> ofTls.put(listener.variable(), listener.bind()));
        return ofTls;
    }

    /** The addresses that other machines may reach, by setting. */
    Map<String, InetSocketAddress> exposed() {
        var exposed = new LinkedHashMap<String, InetSocketAddress>();
        web.ports().forEach(port -> exposed.put(port.variable(), port.bind()));
        ingest.listeners().forEach(listener -> exposed.put(listener.variable(), listener.bind()));
        exposed.values().removeIf(bind -> bind.getAddress().isLoopbackAddress());
        return exposed;
    }
}
