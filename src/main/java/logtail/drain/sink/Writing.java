package logtail.drain.sink;

import logtail.encode.Output;
import logtail.event.Block;

/** How an event is written for a destination. One thread. */
public interface Writing {
    /** Writes what events are told apart by, such as the app, where the destination wants it apart from the event. */
    default void key(Block block, Output out) {}

    /** Writes the current event of {@code block}. */
    void event(Block block, Output out);
}
