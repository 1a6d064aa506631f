package logtail.cli;

/**
 * What to tail and how to show it, every value checked.
 *
 * @param tellsMatch whether nothing shown is exit code {@link ExitCode#NO_MATCH}
 * @param strict whether lost lines are an end, with {@link ExitCode#GAP}
 */
record TailOptions(
        DaemonAddress daemon,
        TailRequest request,
        Look look,
        boolean quiet,
        boolean verbose,
        boolean tellsMatch,
        boolean strict) {
    static TailOptions resolve(LogtailCommand typed, Surroundings around) {
        if (typed.quiet && typed.verbose) {
            throw new CommandFailedException(ExitCode.USAGE, "--quiet and --verbose exclude each other");
        }
        if (typed.stdin) {
            LocalTail.check(typed.when);
        }
        return new TailOptions(
                DaemonAddress.resolve(typed.addr, around.env()),
                TailRequest.resolve(typed, around, Look.zone(typed.look, around)),
                Look.resolve(typed.look, typed.stdin, around),
                typed.quiet,
                typed.verbose,
                typed.exitStatus,
                typed.strict);
    }
}
