package logtail.parse;

/** Tells by the first three letters, in any case, that a word is none of a few: one look into a table. */
final class WordStarts {
    private static final int LETTERS = 3;
    private static final int BITS = 5; // of a letter
    private static final int MASK = (1 << BITS) - 1;

    private final int[] thirds = new int[1 << (2 * BITS)]; // of each pair of letters, which may follow

    /** @param words as bytes; of one that is shorter than three letters, whatever follows counts */
    WordStarts(byte[]... words) {
        for (byte[] word : words) {
            add(word, 0, 0);
        }
    }

    private void add(byte[] word, int letter, int index) {
        if (letter == LETTERS) {
            thirds[index >>> BITS] |= 1 << (index & MASK);
            return;
        }
        boolean isAny = letter >= word.length;
        int first = isAny ? 0 : word[letter] & MASK;
        int last = isAny ? MASK : first;
        for (int bits = first; bits <= last; bits++) {
            add(word, letter + 1, (index << BITS) | bits);
        }
    }

    /** Whether one of the words may begin at {@code at}. */
    boolean mayBeAt(byte[] bytes, int at, int to) {
        if (to - at < LETTERS) {
            return true;
        }
        int pair = ((bytes[at] & MASK) << BITS) | (bytes[at + 1] & MASK);
        return ((thirds[pair] >>> (bytes[at + 2] & MASK)) & 1) != 0;
    }
}
