package dev.sluice.proxy;

import dev.sluice.rendition.Source;
import dev.sluice.store.SpoolFile;
import org.jspecify.annotations.Nullable;

/**
 * A source that is here, in a file that stays while this is open.
 *
 * @param known what is known of it
 * @param source its bytes
 * @param current whether it is good now; false for what is used because nothing better can be had
 * @param file theirs, removed when this is closed; null when they are not ours
 */
record SourceCopy(
        KnownSource known,
        Source source,
        boolean current,
        @Nullable SpoolFile file) implements AutoCloseable {

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
