package logtail.cli.client;

import java.nio.file.Path;
import logtail.cli.base.Surroundings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments by which every command finds the daemon and is let in, as typed. */
public final class DaemonArguments {
    @Option(
            names = "--addr",
            paramLabel = "URL",
            description = "Where the daemon is; a port alone is one here. Default: $LOGTAIL_ADDR, else "
                    + DaemonAddress.DEFAULT + ".")
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
        return addr != null || !around.env(DaemonAddress.VARIABLE).isBlank();
    }

    public DaemonAccess resolve(Surroundings around) {
        return resolve(address(around), around);
    }

    /** Where the daemon is, whether or not it lets us in. */
    public DaemonAddress address(Surroundings around) {
        return DaemonAddress.resolve(addr, around.env());
    }

    /** To the daemon at this address, whatever was typed. */
    public DaemonAccess resolve(DaemonAddress address, Surroundings around) {
        return new DaemonAccess(address, token(around), caCert == null ? null : Authorities.read(caCert));
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
