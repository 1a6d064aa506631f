package logtail.drain.sink.http;

/** Posts one JSON document a batch, in which events stand under what they come from. */
abstract class GroupedDialect extends Dialect {
    private final GroupedBody body;

    GroupedDialect(String path, GroupedBody body, GroupedWriting writing) {
        super(new Form(path, "application/json", Compression.GZIP), writing);
        this.body = body;
    }

    @Override
    final GroupedBody groups() {
        return body;
    }
}
