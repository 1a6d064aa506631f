package logtail.parse.join;

/** Any line that begins with white space. */
final class IndentedLines implements TraceShape {
    private static final int INSIDE = 1;

    @Override
    public int begin(byte[] bytes, int from, int to) {
        return NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        return Text.isIndented(bytes, from, to) ? INSIDE : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        return enter(false, empty, bytes, from, to);
    }

    @Override
    public String entering() {
        return "";
    }
}
