package logtail.drain.sink.file;

import java.nio.file.Path;
import logtail.drain.sink.Batch;
import logtail.drain.sink.NumberedEvents;

/** Writes numbered events into the file of its first argument, from the id of its second on, until it is killed. */
final class EndlessFileWriter {
    private EndlessFileWriter() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws Exception {
        var events = new NumberedEvents();
        try (var sink = new FileSink(KilledFileWriterTest.options(Path.of(arguments[0])))) {
            var batch = new Batch();
            for (long id = Long.parseLong(arguments[1]); id < Long.MAX_VALUE; id = batch.lastId() + 1) {
                events.fill(batch, sink.writing(), id, 500);
                sink.send(batch);
                System.out.println(sink.accepted());
            }
        }
    }
}
