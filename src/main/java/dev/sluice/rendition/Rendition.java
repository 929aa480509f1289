package dev.sluice.rendition;

import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;

/** A picture that was made, with what it holds until it is closed by the one who asked for it. */
public sealed interface Rendition extends AutoCloseable {

    MediaType type();

    PixelSize size();

    DataSize bytes();

    @Override
    void close();

    /**
     * A small result, in native memory.
     *
     * @param payload the bytes
     * @param lease holds just them
     */
    record InMemory(MediaType type, PixelSize size, Payload payload, Lease lease) implements Rendition {
        @Override
        public DataSize bytes() {
            return payload.size();
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /**
     * A result that a slow client must not keep in memory.
     *
     * @param file removed when the rendition is closed
     */
    record InFile(MediaType type, PixelSize size, SpoolFile file) implements Rendition {
        @Override
        public DataSize bytes() {
            return file.size();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
