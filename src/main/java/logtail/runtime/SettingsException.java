package logtail.runtime;

import java.util.List;

/** The environment holds settings that cannot be used; names every one, with its value and what it takes. */
public final class SettingsException extends RuntimeException {
    private final List<String> mistakes;

    public SettingsException(List<String> mistakes) {
        super(String.join("; ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One sentence a mistake. */
    public List<String> mistakes() {
        return mistakes;
    }
}
