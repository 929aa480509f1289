package dev.sluice.config;

/**
 * Where the value of a setting came from.
 *
 * @param source which kind of place
 * @param place the place itself, for people: {@code environment SLUICE_HTTP_PORT}, {@code sluice.yaml line 7}
 */
public record Origin(Source source, String place) {

    /** Where the default of a setting comes from: the program. */
    public static final Origin DEFAULT = new Origin(Source.DEFAULT, "default");

    /** What {@code POST /config} saved. */
    public static final Origin STORED = new Origin(Source.STORED, "stored settings");

    /** The places settings come from, the strongest first. */
    public enum Source {
        /** {@code --set key=value}. */
        SET,
        /** A flag of its own, as {@code --port}. */
        FLAG,
        ENVIRONMENT,
        STORED,
        FILE,
        DEFAULT;

        /** Whether a value from here stands above what is stored, so that no change at run time can reach it. */
        public boolean holds() {
            return compareTo(STORED) < 0;
        }
    }

    /** The place. */
    @Override
    public String toString() {
        return place;
    }
}
