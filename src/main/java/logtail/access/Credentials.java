package logtail.access;

import java.util.Optional;

/**
 * Credentials in a request.
 *
 * @param authorization the value of its {@code Authorization} header
 */
public record Credentials(Optional<String> authorization) {}
