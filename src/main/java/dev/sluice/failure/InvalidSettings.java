package dev.sluice.failure;

import java.util.List;

/** Settings that cannot be used; carries all that is wrong with them at once. */
public final class InvalidSettings extends SluiceException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problems at least one; each names the key, the value, where it came from and what would be right */
    public InvalidSettings(List<String> problems) {
        super(String.join("\n", problems), null);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
