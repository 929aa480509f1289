package dev.sluice.cli;

/**
 * An option of a command.
 *
 * @param name with both hyphens
 * @param value what its value stands for, as {@code PORT}; empty when it takes none
 * @param meaning for the help, less than a line
 */
record Option(String name, String value, String meaning) {

    /** The one option that may be given more than once. */
    static final Option SET = new Option("--set", "KEY=VALUE", "any setting; may be given more than once");

    boolean takesValue() {
        return !value.isEmpty();
    }

    String usage() {
        return takesValue() ? name + " " + value : name;
    }
}
