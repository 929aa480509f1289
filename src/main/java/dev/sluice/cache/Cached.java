package dev.sluice.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An entry that was found, open: its bytes stay readable until it is closed, even when the entry is removed meanwhile. */
public interface Cached extends Body, AutoCloseable {

    /** What was written on it when it was kept. */
    Label label();

    /** All of it as one buffer, valid until this is closed; null where it is not in one piece. */
    default @Nullable ByteBuffer whole() {
        return null;
    }

    @Override
    void close();
}
