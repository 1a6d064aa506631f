package logtail.access;

import java.util.Optional;

/**
 * What a request shows of its sender.
 *
 * @param authorization the value of its {@code Authorization} header
 */
public record Credentials(Optional<String> authorization) {}
