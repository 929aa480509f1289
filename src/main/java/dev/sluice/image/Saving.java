package dev.sluice.image;

import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.Map;

/**
 * How a result is written, beyond its format.
 *
 * @param qualities 1 to 100 for formats that have one; others are of {@link RenditionOptions#quality}
 * @param most bytes that the result should have: its quality is lowered for that, where the format has one; zero for any number
 * @param metadata whether EXIF, XMP and IPTC data stay
 * @param profile whether the colour profile stays
 * @param frames of an animation that are taken at most, from the first on; 0 for all
 */
public record Saving(Map<MediaType, Integer> qualities, DataSize most, boolean metadata, boolean profile, int frames) {

    /** As small as usual. */
    public static final Saving PLAIN = new Saving(Map.of(), DataSize.ZERO, false, false, 0);

    public Saving {
        qualities = Map.copyOf(qualities);
    }

    /** The same with so many frames. */
    public Saving with(int other) {
        return new Saving(qualities, most, metadata, profile, other);
    }
}
