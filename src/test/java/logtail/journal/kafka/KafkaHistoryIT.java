package logtail.journal.kafka;

/** The same where nothing is kept in memory, so that all is read from the topic by consumers of its readers. */
class KafkaHistoryIT extends KafkaJournalIT {
    @Override
    long recentBytes() {
        return 0;
    }
}
