package dev.sluice.camera.record;

import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A session that is being written: its frames one after the other in {@code frames.mjpeg}, and where each is in {@code index}. A frame is there
 * once its record is; whatever ends the process before leaves bytes that no record names. Two open files. Frames are written by one thread;
 * {@link #flush} may run on another meanwhile.
 */
final class SessionWriter {

    static final String FRAMES = "frames.mjpeg";
    static final String INDEX = "index";

    private final SessionId id;
    private final Path folder;
    private final FileChannel data;
    private final FileChannel index;
    private final long begunNanos;
    private final ByteBuffer record = ByteBuffer.allocate(IndexRecord.BYTES);
    private final Runnable closing;
    private volatile long bytes;
    private volatile int frames;
    private long lastNanos;

    private SessionWriter(
            SessionId id, Path folder, FileChannel data, FileChannel index, long begunNanos, Runnable closing) {
        this.id = id;
        this.folder = folder;
        this.data = data;
        this.index = index;
        this.begunNanos = begunNanos;
        this.lastNanos = begunNanos;
        this.closing = closing;
    }

    /**
     * A new session.
     *
     * @param folder exists and is empty
     * @param begunNanos when its first frame arrived, by the ticker
     * @param closing called once it is closed
     */
    static SessionWriter create(SessionId id, Path folder, long begunNanos, Runnable closing) throws IOException {
        FileChannel data = open(folder.resolve(FRAMES));
        try {
            return new SessionWriter(id, folder, data, open(folder.resolve(INDEX)), begunNanos, closing);
        } catch (IOException e) {
            data.close();
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Writes one frame. After a failure the session is as it was.
     *
     * @param jpeg all that remains is written, a direct buffer without a copy
     * @param arrivedNanos not before the frame before
     */
    void append(ByteBuffer jpeg, long arrivedNanos, PixelSize size) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(jpeg.duplicate());
        int length = jpeg.remaining();
        long at = bytes;
        writeAll(data, jpeg, at);
        lastNanos = Math.max(lastNanos, arrivedNanos);
        long micros = (lastNanos - begunNanos) / 1_000;
        int before = frames;
        new IndexRecord(at, length, micros, (int) crc.getValue(), size).put(before + 1, record.clear());
        writeAll(index, record.flip(), (long) before * IndexRecord.BYTES);
        bytes = at + length;
        frames = before + 1;
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        long position = at;
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
    }

    SessionId id() {
        return id;
    }

    /** Bytes of its frames. */
    long bytes() {
        return bytes;
    }

    int frames() {
        return frames;
    }

    /** How long it lasts at that moment of the ticker. */
    long ageAt(long nanos) {
        return nanos - begunNanos;
    }

    /** For how long no frame has come, at that moment of the ticker. */
    long silentAt(long nanos) {
        return nanos - lastNanos;
    }

    /** Waits until all frames that were written before are on the disk. */
    void flush() throws IOException {
        data.force(false);
        index.force(false);
    }

    /** Cuts off what no record names, and closes the files. A session without a frame is removed. */
    void close() throws IOException {
        try (data;
                index) {
            if (frames > 0) {
                data.truncate(bytes);
                index.truncate((long) frames * IndexRecord.BYTES);
            } else {
                Files.deleteIfExists(folder.resolve(FRAMES));
                Files.deleteIfExists(folder.resolve(INDEX));
                Files.deleteIfExists(folder);
            }
        } finally {
            closing.run();
        }
    }
}
