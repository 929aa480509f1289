package dev.sluice.proxy;

import dev.sluice.cache.CacheKey;
import dev.sluice.rendition.Rendition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rendition that was made for all who asked for it together.
 *
 * @param known what is known of its source
 * @param key its name
 * @param current whether its source is good now; false where nothing better could be had
 * @param rendition closed with this; null when it turned out to be in the cache
 * @param stages that it took
 */
record Finished(
        KnownSource known,
        CacheKey key,
        boolean current,
        @Nullable Rendition rendition,
        List<StageClock.Stage> stages) implements AutoCloseable {

    Finished {
        stages = List.copyOf(stages);
    }

    @Override
    public void close() {
        if (rendition != null) {
            rendition.close();
        }
    }
}
