package logtail.journal.files;

/** The four bytes in front of each document of a cycle file, as drawn in {@link CycleFile}. */
final class Word {
    static final int BYTES = 4;
    static final int END_OF_FILE = 3 << 30;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int OWN = 1 << 30;
    private static final int LENGTH = OWN - 1;

    private Word() {}

    /** Whether no complete document follows: nothing is written, one is being written, or the cycle is over. */
    static boolean isEnd(int word) {
        return word == 0 || (word & NOT_COMPLETE) != 0;
    }

    /** Whether the document is Chronicle's own: the head of the file or an index. */
    static boolean isOwn(int word) {
        return (word & OWN) != 0;
    }

    /** The length of the document in bytes. */
    static int length(int word) {
        return word & LENGTH;
    }

    /** The position of the word behind the document of {@code length} bytes whose own word is at {@code position}. */
    static long behind(long position, int length) {
        return align(position + BYTES + length);
    }

    static long align(long position) {
        return (position + BYTES - 1) & -BYTES;
    }
}
