package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a channel showed at one moment.
 *
 * @param name its name
 * @param picture the picture it was given last, which may have been deleted since; null when it was given none yet
 * @param version how often it was given a picture; 0 for never
 * @param changedAt when it was given the last; null for never
 */
public record Channel(
        String name,
        @Nullable PictureId picture,
        long version,
        @Nullable Instant changedAt) {

    static Channel empty(String name) {
        return new Channel(name, null, 0, null);
    }

    /** @throws IllegalArgumentException when the sheet is not that of the channel of that name */
    static Channel of(String name, Sheet sheet) {
        long version = sheet.number("version");
        if (version < 1) {
            throw new IllegalArgumentException("no version " + version);
        }
        return new Channel(name, new PictureId(sheet.text("picture")), version, sheet.time("changedAt"));
    }
}
