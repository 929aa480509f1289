package dev.sluice.image;

import dev.sluice.units.MediaType;
import java.util.Set;

/**
 * What the engine in use can read and write.
 *
 * @param readable as sources
 * @param writable as results
 * @param frames of an animation, at most; 1 where nothing is to move
 */
public record Formats(Set<MediaType> readable, Set<MediaType> writable, int frames) {

    public Formats {
        readable = Set.copyOf(readable);
        writable = Set.copyOf(writable);
    }
}
