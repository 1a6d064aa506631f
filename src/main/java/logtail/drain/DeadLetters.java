package logtail.drain;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import logtail.journal.Journal;

/** Events of a drain that its destination rejected permanently, one {@link DeadLetter} per line, oldest first. Any thread. */
public interface DeadLetters {
    /** Limit of the text that {@link #newest} returns. */
    int MOST_SHOWN_CHARS = 1 << 20;

    /** Consumes letters. */
    @FunctionalInterface
    interface Reader {
        void read(String line) throws IOException, InterruptedException;
    }

    /** Number of letters; never blocks. */
    long count();

    /**
     * Appends the event with this id.
     *
     * @throws IOException when it cannot be stored; the drain must not pass the event then
     */
    void add(long id, String reason, Journal journal) throws IOException;

    /** Passes the lines of the current letters to {@code reader}, oldest first. */
    void forEach(Reader reader) throws IOException, InterruptedException;

    /** Removes the letters of these events. */
    void remove(long[] ids) throws IOException;

    /** Removes all letters. */
    void clear() throws IOException;

    /**
     * The newest letters as shown to users, oldest first: at most {@code most}, and at most {@link #MOST_SHOWN_CHARS} of
     * text.
     */
    default List<String> newest(int most) throws IOException {
        var shown = new ArrayDeque<String>();
        long[] chars = {0};
        try {
            forEach(line -> {
                String letter = DeadLetter.withoutBlock(line);
                shown.add(letter);
                chars[0] += letter.length();
                while (shown.size() > most || (chars[0] > MOST_SHOWN_CHARS && shown.size() > 1)) {
                    chars[0] -= shown.remove().length();
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(shown);
    }
}
