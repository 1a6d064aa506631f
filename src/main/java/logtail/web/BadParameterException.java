package logtail.web;

/** A request parameter is invalid; the message names it, its value and the accepted values. Answered with 400. */
final class BadParameterException extends RuntimeException {
    BadParameterException(String name, String value, String accepted) {
        super("parameter %s is '%s'; it takes %s".formatted(name, value, accepted));
    }

    BadParameterException(String message) {
        super(message);
    }

    Problem problem() {
        return Problem.badRequest(String.valueOf(getMessage()));
    }
}
