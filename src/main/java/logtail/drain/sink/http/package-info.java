/**
 * HTTP: each batch is one request, and its answer tells what was taken. What is said in requests and answers is a
 * {@link logtail.drain.sink.http.Dialect}: NDJSON, Logplex, Elasticsearch, Loki, OTLP. Everything belongs to the drain's thread but
 * {@link logtail.drain.sink.http.HttpAnswers}, which runs on the event loop of its connection. Read
 * {@link logtail.drain.sink.http.HttpSink} first, then the dialect that you are after.
 */
@NullMarked
package logtail.drain.sink.http;

import org.jspecify.annotations.NullMarked;
