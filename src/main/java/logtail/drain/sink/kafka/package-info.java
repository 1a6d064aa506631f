/**
 * Topics of Apache Kafka, by its own client, which is loaded with this package's first drain and not before. Everything here
 * belongs to the drain's thread; the client's own threads are its own affair. Read {@link logtail.drain.sink.kafka.KafkaSink}
 * first, then {@link logtail.drain.sink.kafka.KafkaLink}.
 */
@NullMarked
package logtail.drain.sink.kafka;

import org.jspecify.annotations.NullMarked;
