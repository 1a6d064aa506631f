package logtail.cli.client;

import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import logtail.cli.base.Surroundings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments by which every command finds the daemon and is let in, as typed. */
public final class DaemonArguments {
    @Option(
            names = "--addr",
            paramLabel = "URL",
            description =
                    "Where the daemon is; a port alone is one here. Of several nodes that share a journal, URL,URL,… tries the "
                            + "next when one is away. Default: $LOGTAIL_ADDR, else " + DaemonAddress.DEFAULT + ".")
    @Nullable
    String addr;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "What lets us in. Others may see it in the list of processes: better use $LOGTAIL_TOKEN.")
    @Nullable
    String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Where the token is, when neither --token nor $LOGTAIL_TOKEN gives one.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca-cert",
            paramLabel = "FILE",
            description = "Trust the authorities in this PEM file instead of the usual ones, for https://….")
    @Nullable
    Path caCert;

    /** Whether anything says where the daemon is. */
    public boolean nameDaemon(Surroundings around) {
        return addr != null || !around.env(DaemonAddresses.VARIABLE).isBlank();
    }

    public DaemonAccess resolve(Surroundings around) {
        return resolve(addresses(around), around);
    }

    /** Where the daemon is, whether or not it lets us in. */
    public DaemonAddresses addresses(Surroundings around) {
        return DaemonAddresses.resolve(addr, around.env());
    }

    /** To the daemon at these addresses, whatever was typed. */
    public DaemonAccess resolve(DaemonAddresses addresses, Surroundings around) {
        return new DaemonAccess(addresses, token(around), tls());
    }

    /** For what anybody may ask. */
    public DaemonAccess withoutToken(Surroundings around) {
        return new DaemonAccess(addresses(around), Token.NONE, tls());
    }

    private @Nullable SSLSocketFactory tls() {
        return caCert == null ? null : Authorities.read(caCert);
    }

    private Token token(Surroundings around) {
        String variable = around.env("LOGTAIL_TOKEN");
        if (token != null) {
            return Token.of(token, "--token");
        }
        if (!variable.isBlank()) {
            return Token.of(variable, "LOGTAIL_TOKEN");
        }
        return tokenFile == null ? Token.NONE : Token.read(tokenFile);
    }
}
