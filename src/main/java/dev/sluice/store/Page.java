package dev.sluice.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some kept pictures, the newest first.
 *
 * @param pictures may be fewer than were asked for, even none, when some are damaged: go on with {@code next}
 * @param next what to ask the next page with; null when this is the last
 */
public record Page(List<Picture> pictures, @Nullable PictureId next) {

    public Page {
        pictures = List.copyOf(pictures);
    }
}
