package logtail.web;

/** A request parameter is invalid; the message names it, its value and the accepted values. Answered with 400, or what it says. */
final class BadParameterException extends RuntimeException {
    private final Problem problem;

    BadParameterException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    BadParameterException(String name, String value, String accepted) {
        this("parameter %s is '%s'; it takes %s".formatted(name, value, accepted));
    }

    BadParameterException(String message) {
        this(Problem.badRequest(message));
    }

    Problem problem() {
        return problem;
    }
}
