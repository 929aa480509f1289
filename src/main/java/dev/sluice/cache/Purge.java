package dev.sluice.cache;

import java.util.Map;

/**
 * Which entries are to be forgotten.
 *
 * @param kind what {@code text} is
 * @param text what entries are found by; empty for all
 */
public record Purge(Kind kind, String text) {

    /** By what entries are found. */
    public enum Kind {
        /** The URL of a source: it, and all that was made of it. */
        URL("url"),
        /** What URLs of sources begin with. */
        PREFIX("prefix"),
        /** A name that entries have in common. */
        SURROGATE_KEY("surrogateKey"),
        /** Everything. */
        ALL("all");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** Its name in JSON. */
        public String key() {
            return key;
        }
    }

    /** Whether an entry with this label is to be forgotten. */
    public boolean means(Label label) {
        return switch (kind) {
            case URL -> label.source().equals(text);
            case PREFIX -> label.source().startsWith(text);
            case SURROGATE_KEY -> label.surrogateKeys().contains(text);
            case ALL -> true;
        };
    }

    /** As an object for JSON with one member, such as {@code {"prefix": ...}} or {@code {"all": true}}. */
    public Map<String, Object> described() {
        return Map.of(kind.key(), kind == Kind.ALL ? true : text);
    }
}
