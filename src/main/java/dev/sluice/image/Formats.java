package dev.sluice.image;

import dev.sluice.units.MediaType;
import java.util.Set;

/**
 * The kinds of picture that the engine in use can read and write.
 *
 * @param readable as sources
 * @param writable as results
 */
public record Formats(Set<MediaType> readable, Set<MediaType> writable) {

    public Formats {
        readable = Set.copyOf(readable);
        writable = Set.copyOf(writable);
    }
}
