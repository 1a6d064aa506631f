package logtail.daemon;

import java.net.InetSocketAddress;
import logtail.drain.DrainSettings;
import logtail.ingest.IngestSettings;
import logtail.journal.JournalSettings;
import logtail.net.Limits;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.Env;
import logtail.web.WebSettings;

/** All settings of {@code logtail serve}, from the environment. */
record DaemonSettings(
        JournalSettings journal,
        PipelineSettings pipeline,
        IngestSettings ingest,
        WebSettings web,
        DrainSettings drains,
        Limits limits) {
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
        Limits limits = Limits.from(env);
        var settings = new DaemonSettings(
                JournalSettings.from(env),
                PipelineSettings.from(env),
                IngestSettings.from(env, limits),
                WebSettings.from(env),
                DrainSettings.from(env),
                limits);
        settings.keepPrivate(env);
        env.alsoKnown(OF_THE_COMMAND_LINE).finish();
        return settings;
    }

    /**
     * Refuses addresses other than loopback without {@code LOGTAIL_OPEN=1}, as anyone who reaches a port may read and write.
     */
    private void keepPrivate(Env env) {
        if (!env.flag("LOGTAIL_OPEN")) {
            web.address().ifPresent(bind -> keepPrivate(env, "LOGTAIL_HTTP", bind));
            ingest.listeners().forEach(listener -> keepPrivate(env, listener.variable(), listener.bind()));
        }
    }

    private static void keepPrivate(Env env, String name, InetSocketAddress bind) {
        if (!bind.getAddress().isLoopbackAddress()) {
            env.reject(
                    name,
                    bind.getHostString() + ":" + bind.getPort(),
                    "a loopback address, unless LOGTAIL_OPEN=1 lets everyone in who can reach it");
        }
    }
}
