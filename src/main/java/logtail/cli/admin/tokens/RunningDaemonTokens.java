package logtail.cli.admin.tokens;

import java.io.IOException;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;

/** Those of a running daemon. */
record RunningDaemonTokens(DaemonClient client) implements TokenStore {
    private static final String PATH = "/tokens";

    @Override
    public String list() {
        return ask("GET", PATH, "");
    }

    @Override
    public String create(String description) {
        return ask("POST", PATH, description);
    }

    @Override
    public void revoke(String name) {
        ask("DELETE", PATH + "/" + name, "");
    }

    private String ask(String method, String path, String json) {
        try {
            return client.ask(method, path, new UrlQuery(), json);
        } catch (RefusedException e) {
            throw e.isOfName() ? new UsageException(e.getMessage()) : e; // the daemon is there; the name is the mistake
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }
}
