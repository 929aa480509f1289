package dev.sluice.store;

import dev.sluice.governor.MemoryFiles;
import dev.sluice.units.DataSize;
import dev.sluice.units.Digest;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;

/** A store put together as the server does it. */
final class Kept implements AutoCloseable {

    static final Duration SPOOL_AGE = Duration.ofMinutes(5);

    final DataFolder folder;
    final Spool spool;
    final BlobStore pictures;
    final Channels channels;

    private Kept(DataFolder folder, Spool spool, BlobStore pictures, Channels channels) {
        this.folder = folder;
        this.spool = spool;
        this.pictures = pictures;
        this.channels = channels;
    }

    static Kept open(Path data, InstantSource clock) {
        DataFolder folder = DataFolder.open(data);
        PictureIds ids = new PictureIds(clock, () -> new Random(7));
        Spool spool = new Spool(folder, DataSize.ZERO, SPOOL_AGE, new MemoryFiles(DataSize.ZERO));
        BlobStore pictures = new BlobStore(folder, ids, clock);
        return new Kept(folder, spool, pictures, new Channels(folder, pictures, clock));
    }

    /** A key, always the same for the same name. */
    static String key(String name) {
        String hex = HexFormat.of().toHexDigits(name.hashCode());
        return hex.repeat(8) + "-png6";
    }

    static Facts facts(String name) {
        return new Facts(
                MediaType.PNG,
                new PixelSize(640, 480),
                new Digest(key(name).substring(0, 64)),
                key(name),
                name,
                MediaType.JPEG);
    }

    /** Puts a picture whose bytes are its name, repeated. */
    Picture put(String name) {
        try (SpoolFile file = spool.create("test")) {
            file.write(bytes(name));
            return pictures.put(file, facts(name));
        }
    }

    static ByteBuffer bytes(String name) {
        return ByteBuffer.wrap(name.repeat(20).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        folder.close();
    }
}
