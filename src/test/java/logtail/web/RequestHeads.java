package logtail.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import logtail.net.Remote;

/** Heads of HTTP requests, for the fuzz targets. */
public final class RequestHeads {
    private static final Remote REMOTE =
            new Remote(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Optional.empty());

    private RequestHeads() {}

    /** Each line is a header; what is no header is left out, as the codec refuses it before. */
    public static void credentials(byte[] input) {
        var headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (String line : new String(input, ISO_8859_1).split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                try {
                    headers.add(line.substring(0, colon), line.substring(colon + 1));
                } catch (IllegalArgumentException e) {
                    // no name or value of a header
                }
            }
        }
        try {
            RequestCredentials.of(headers, REMOTE);
        } catch (RequestCredentials.MalformedException e) {
            return; // told as 401
        }
    }
}
