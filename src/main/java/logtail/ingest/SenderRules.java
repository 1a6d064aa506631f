package logtail.ingest;

import logtail.access.Gate;
import logtail.ingest.rate.Rates;

/**
 * What senders may do.
 *
 * @param gate who may send
 * @param rates how fast lines may come
 */
public record SenderRules(Gate gate, Rates rates) {}
