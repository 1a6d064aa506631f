package logtail.web;

/** The rest of a body that is being unpacked cannot be had, or is not wanted. */
final class LostBodyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    /** @param problem the answer to its request */
    LostBodyException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
