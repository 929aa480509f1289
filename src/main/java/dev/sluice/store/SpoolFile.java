package dev.sluice.store;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.MemoryFiles;
import dev.sluice.units.DataSize;
import dev.sluice.units.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary file. It is gone when its owner closes it, unless it was put into the store before. For one thread at a time.
 *
 * <p>What comes in is written by {@link #write}; what the engine makes, it writes to {@link #path()} by itself, and then there is no
 * fingerprint and no digest.
 */
public final class SpoolFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
    private static final long ROOM_ASKED_EVERY = 4L << 20;

    private final Spool spool;
    private final @Nullable MemoryFiles memory;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 zlib = new CRC32();
    private final @Nullable MessageDigest sha256;
    private @Nullable Digest digest;
    private long written;
    private long roomUntil;
    private boolean settled;
    private boolean gone;

    private SpoolFile(
            Spool spool,
            @Nullable MemoryFiles memory,
            String name,
            Path path,
            FileChannel channel,
            @Nullable MessageDigest sha256) {
        this.spool = spool;
        this.memory = memory;
        this.name = name;
        this.path = path;
        this.channel = channel;
        this.sha256 = sha256;
    }

    static SpoolFile create(Spool spool, String name, Path path, boolean digested) throws IOException {
        MessageDigest sha256 = digested ? sha256() : null;
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new SpoolFile(spool, null, name, path, channel, sha256);
    }

    /** Cuts off what an earlier use has left beyond {@code length} bytes, and writes from the start. */
    static SpoolFile inMemory(Spool spool, MemoryFiles memory, String name, Path path, long length) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            channel.truncate(length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SpoolFile(spool, memory, name, path, channel, null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Writes all that remains in the buffer. A direct buffer goes to the disk without a copy.
     *
     * @throws StoreFailure FULL when there is no room, or would be less than the floor; the file is then of no use
     */
    public void write(ByteBuffer bytes) {
        if (memory == null && written + bytes.remaining() > roomUntil) {
            DataSize room = spool.folder().requireRoom(DataSize.ofBytes(bytes.remaining()), spool.floor());
            roomUntil = written + Math.min(room.bytes(), ROOM_ASKED_EVERY);
        }
        castagnoli.update(bytes.duplicate());
        zlib.update(bytes.duplicate());
        if (sha256 != null) {
            sha256.update(bytes.duplicate());
        }
        try {
            while (bytes.hasRemaining()) {
                written += channel.write(bytes);
            }
        } catch (IOException e) {
            throw spool.folder().failure("what came in could not be written to the disk", e);
        }
    }

    /** {@link #write} for what writes to channels; closing it does nothing. */
    public WritableByteChannel asChannel() {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
                int count = bytes.remaining();
                SpoolFile.this.write(bytes);
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Its size now, whoever wrote it. */
    public DataSize size() {
        try {
            return DataSize.ofBytes(Files.size(path));
        } catch (IOException e) {
            throw spool.folder().failure("a temporary file could not be read", e);
        }
    }

    /** Of what was written by {@link #write} so far. */
    public Fingerprint fingerprint() {
        return new Fingerprint((int) castagnoli.getValue(), (int) zlib.getValue(), written);
    }

    /**
     * Of what was written by {@link #write}, of which this is the end.
     *
     * @throws IllegalStateException when it was not asked for at creation
     */
    public Digest digest() {
        if (sha256 == null) {
            throw new IllegalStateException("no digest was asked for when this file was created");
        }
        if (digest == null) {
            digest = Digest.of(sha256.digest());
        }
        return digest;
    }

    /** Flushes it to the disk and gives it another name; closing no longer removes it. */
    void moveTo(Path target) throws IOException {
        DataFolder folder = spool.folder();
        folder.flush(path);
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        gone = true;
    }

    /**
     * Says that nobody reads the file any more, so that its memory can be used again. Not to be said after a deadline: a decoder that
     * was given up may go on reading.
     */
    public void settle() {
        settled = true;
    }

    /** Removes the file, unless it was kept. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!gone) {
                gone = true;
                remove();
            }
        } catch (IOException e) {
            LOG.warn("temporary file not removed, left to the sweep file={}", name, e);
        }
        spool.released(name);
    }

    private void remove() throws IOException {
        if (memory == null) {
            Files.deleteIfExists(path);
        } else {
            memory.giveBack(path, settled);
        }
    }
}
