package logtail.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.access.Veil;
import logtail.encode.Ids;
import logtail.encode.Output;
import logtail.journal.MovingPlace;
import org.jspecify.annotations.Nullable;

/** Writes ids as the readers of a view are shown them. An instance belongs to one thread at a time. */
final class ViewIds implements Ids {
    private final View view;
    private final Veil.@Nullable Writer writer; // of a veil
    private final @Nullable MovingPlace reader; // where the one reader is

    /** @param reader where the reader is that these are written for; null when rows are shared by many */
    ViewIds(View view, Veil.@Nullable Writer writer, @Nullable MovingPlace reader) {
        this.view = view;
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public void put(long id, Output out) {
        if (writer == null) {
            out.putNumber(id);
        } else {
            out.put(writer.event(id));
        }
    }

    @Override
    public void putPlace(long id, Output out) {
        if (reader == null) {
            throw new IllegalStateException("rows that many readers share name no place of one of them");
        }
        out.put(view.place(reader.here().with(id)).getBytes(US_ASCII));
    }

    @Override
    public void putPlaceOf(long id, Output out) {
        if (reader != null && reader.lanes() == 1) {
            put(id, out);
        } else {
            putPlace(id, out);
        }
    }

    @Override
    public boolean areOfOneReader() {
        return reader != null;
    }

    @Override
    public boolean areVeiled() {
        return writer != null;
    }
}
