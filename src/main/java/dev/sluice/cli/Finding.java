package dev.sluice.cli;

/**
 * What one check of the machine found.
 *
 * @param level how bad it is
 * @param subject what was looked at, one or two words
 * @param text what is there
 * @param advice what to do about it; empty when nothing needs to be done
 */
record Finding(Level level, String subject, String text, String advice) {

    /** How bad it is. */
    enum Level {
        OK("ok  "),
        /** It works, but not as well as it could. */
        WARN("warn"),
        /** The server does not start, or not for long. */
        FAIL("fail");

        private final String label;

        Level(String label) {
            this.label = label;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    static Finding warn(String subject, String text, String advice) {
        return new Finding(Level.WARN, subject, text, advice);
    }

    static Finding fail(String subject, String text, String advice) {
        return new Finding(Level.FAIL, subject, text, advice);
    }

    /** One line, and a second one with what to do. */
    @Override
    public String toString() {
        String line = "%s  %-17s  %s".formatted(level.label, subject, text);
        return advice.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(25) + "-> " + advice;
    }
}
