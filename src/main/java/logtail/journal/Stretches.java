package logtail.journal;

/**
 * Walks back over a journal, stretch by stretch of ids, with what its index counted in each. A stretch that the index does
 * not describe has to be read; so has one that reaches beyond the ids asked for, as the newest may. One thread at a time;
 * nothing to close.
 */
public interface Stretches {
    /** The answer without an index: nothing is described. */
    Stretches UNKNOWN = new Stretches() {
        @Override
        public void moveBefore(long before) {}

        @Override
        public long first() {
            return Journal.NONE + 1;
        }

        @Override
        public boolean isDescribed() {
            return false;
        }

        @Override
        public long minNs() {
            return Long.MIN_VALUE;
        }

        @Override
        public long maxNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public long highWaterNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public long events(int severity) {
            return 0;
        }

        @Override
        public boolean hasOtherApps() {
            return true;
        }

        @Override
        public void forEachApp(AppReader reader) {}
    };

    /** Receives the app named {@code bytes[from, from + length)}. */
    @FunctionalInterface
    interface AppReader {
        /**
         * Called once per app.
         *
         * @param isWanted what the interest says of the app
         * @param events how many there are of it
         */
        void read(byte[] bytes, int from, int length, boolean isWanted, long events);
    }

    /** Moves to the stretch that ends right before this id, which is above 1. */
    void moveBefore(long before);

    /** Its first id; when nothing describes it, the ids may be lost, and those below the oldest of the journal too. */
    long first();

    /** Whether the rest is known, and all ids are there; else nothing below says anything. */
    boolean isDescribed();

    /** The earliest time in it, of the kind that the interest is about. */
    long minNs();

    /** The latest one. */
    long maxNs();

    /** The latest receipt in it and in all before it. */
    long highWaterNs();

    /** How many of its events have this severity code. */
    long events(int severity);

    /** Whether there may be apps that are not listed. */
    boolean hasOtherApps();

    /** Passes each listed app to {@code reader}. */
    void forEachApp(AppReader reader);
}
