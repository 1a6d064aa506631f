/** Prints normal lines and stack traces to stderr. */
class Chain {
    static class Door implements AutoCloseable {
        @Override
        public void close() {
            throw new IllegalStateException("close failed", new java.io.IOException("disk"));
        }
    }

    static void parse() {
        try {
            Integer.parseInt("x");
        } catch (NumberFormatException e) {
            throw new RuntimeException("could not parse\nthe second line of it", e);
        }
    }

    public static void main(String[] arguments) {
        System.err.println("INFO before");
        try (var door = new Door()) {
            parse();
        }
    }
}
