package logtail.simulation;

import java.util.random.RandomGenerator;

/**
 * One logged line; no two are equal.
 *
 * @param app who
 * @param message a number of its own, a word and some filling, all without anything that JSON escapes
 */
record Said(String app, String message) {
    static final String[] APPS = {"web", "db", "cron"};
    static final String[] WORDS = {"alpha", "beta", "gamma", "delta"};

    private static final String FILLING = "0123456789".repeat(150);

    static Said next(int number, RandomGenerator choices) {
        int length = choices.nextInt(10) == 0 ? choices.nextInt(FILLING.length()) : choices.nextInt(60);
        String word = WORDS[choices.nextInt(WORDS.length)];
        return new Said(
                APPS[choices.nextInt(APPS.length)], "%d %s %s".formatted(number, word, FILLING.substring(0, length)));
    }
}
