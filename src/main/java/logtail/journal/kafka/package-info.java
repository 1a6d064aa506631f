/**
 * The journal on Apache Kafka: a lane is a partition of one topic, a record is a block of a lane. Nothing here is loaded with
 * another engine. Read {@link logtail.journal.kafka.KafkaJournal} first.
 */
@NullMarked
package logtail.journal.kafka;

import org.jspecify.annotations.NullMarked;
