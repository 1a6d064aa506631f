package logtail.simulation;

import java.io.IOException;
import java.util.List;

/** What one seed does. One thread. */
interface Run extends AutoCloseable {
    void run() throws IOException;

    /** Steps executed so far. */
    List<String> steps();

    @Override
    void close();
}
