package logtail.bench.hostile;

/**
 * How large an attack is.
 *
 * @param percent of its full size
 */
record Scale(int percent) {
    int of(int full) {
        return Math.max(1, full * percent / 100);
    }
}
