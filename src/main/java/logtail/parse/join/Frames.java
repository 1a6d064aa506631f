package logtail.parse.join;

/** Frames of stack traces that several languages write alike. Pure. */
final class Frames {
    private static final byte[] AT = Text.of("at ");

    private Frames() {}

    /** Whether a frame as in {@code at shop.Order.place(Order.java:7)} stands at {@code from}, behind the blanks. */
    static boolean isAt(byte[] bytes, int from, int to) {
        return to - from > AT.length && Text.startsWith(bytes, from, to, AT);
    }
}
