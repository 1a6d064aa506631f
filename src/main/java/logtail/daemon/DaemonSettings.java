package logtail.daemon;

import java.net.InetSocketAddress;
import java.util.Optional;
import logtail.drain.DrainSettings;
import logtail.ingest.IngestSettings;
import logtail.journal.JournalSettings;
import logtail.net.Limits;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.Env;
import logtail.web.WebSettings;

/** All that {@code logtail serve} takes from the environment. */
record DaemonSettings(
        JournalSettings journal,
        PipelineSettings pipeline,
        IngestSettings ingest,
        WebSettings web,
        DrainSettings drains,
        Limits limits) {
    /** What the command line and its launcher read; a daemon started from the same environment must not mind them. */
    private static final String[] OF_THE_COMMAND_LINE = {
        "LOGTAIL_ADDR", "LOGTAIL_APP", "LOGTAIL_TOKEN", "LOGTAIL_JAVA_HOME", "LOGTAIL_JAVA_OPTS",
    };

    /**
     * Reads them all.
     *
     * @throws logtail.runtime.SettingsException naming every mistake at once
     */
    static DaemonSettings from(Env env) {
        var settings = new DaemonSettings(
                JournalSettings.from(env),
                PipelineSettings.from(env),
                IngestSettings.from(env),
                WebSettings.from(env),
                DrainSettings.from(env),
                Limits.from(env));
        settings.keepPrivate(env);
        env.alsoKnown(OF_THE_COMMAND_LINE).finish();
        return settings;
    }

    /** Anyone may read and write through our ports, so they are on loopback until somebody says otherwise. */
    private void keepPrivate(Env env) {
        if (!env.flag("LOGTAIL_OPEN")) {
            keepPrivate(env, "LOGTAIL_HTTP", web.address());
            keepPrivate(env, "LOGTAIL_SYSLOG_TCP", ingest.syslogTcp());
            keepPrivate(env, "LOGTAIL_SYSLOG_UDP", ingest.syslogUdp());
            keepPrivate(env, "LOGTAIL_LINES_TCP", ingest.linesTcp());
        }
    }

    private static void keepPrivate(Env env, String name, Optional<InetSocketAddress> address) {
        address.filter(socket -> !socket.getAddress().isLoopbackAddress())
                .ifPresent(socket -> env.reject(
                        name,
                        socket.getHostString() + ":" + socket.getPort(),
                        "a loopback address, unless LOGTAIL_OPEN=1 lets everyone in who can reach it"));
    }
}
