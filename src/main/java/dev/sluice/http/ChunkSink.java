package dev.sluice.http;

import java.nio.ByteBuffer;

/** Takes the bytes of a body as they arrive. */
@FunctionalInterface
public interface ChunkSink {

    /**
     * Takes all of it before it returns.
     *
     * @param bytes the connection's own buffer, never empty, at most 32 KiB, valid during the call only
     */
    void accept(ByteBuffer bytes);
}
