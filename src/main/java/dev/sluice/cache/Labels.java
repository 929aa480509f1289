package dev.sluice.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Labels that were read before: parsing one takes longer than reading an entry of Redis does otherwise. Holds at most {@value #MOST} bytes.
 * Safe for threads.
 */
final class Labels {

    /** Bytes of heap. */
    static final int MOST = 256 << 10;

    /** Of an entry with its objects, beside its texts. */
    private static final int OBJECTS = 512;

    private final Cache<ByteBuffer, Label> known = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((ByteBuffer text, Label _) -> OBJECTS + 3 * text.remaining())
            .executor(Runnable::run)
            .build();

    /**
     * The label that a text says; the text is not changed any more.
     *
     * @throws IOException when it says none
     */
    Label read(byte[] text) throws IOException {
        ByteBuffer key = ByteBuffer.wrap(text);
        Label before = known.getIfPresent(key);
        if (before != null) {
            return before;
        }
        Label label = LabelText.read(text);
        known.put(key, label);
        return label;
    }
}
