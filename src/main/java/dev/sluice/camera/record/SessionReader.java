package dev.sluice.camera.record;

import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A session as it was at the moment of opening, whatever a crash or a bad disk did to it: ends with the last record that is whole and whose frame
 * is there; a record between that is damaged has no frame. Two open files and 2 KiB of heap. For one thread.
 */
final class SessionReader implements AutoCloseable {

    private static final int RECORDS_AT_ONCE = 64;

    private final SessionId id;
    private final FileChannel data;
    private final FileChannel index;
    private final long dataBytes;
    private final boolean complete;
    private final Runnable closing;
    private final ByteBuffer window = ByteBuffer.allocate(RECORDS_AT_ONCE * IndexRecord.BYTES);
    private int windowFirst = 1;
    private final int frames;

    private SessionReader(SessionId id, FileChannel data, FileChannel index, boolean complete, Runnable closing)
            throws IOException {
        this.id = id;
        this.data = data;
        this.index = index;
        this.complete = complete;
        this.closing = closing;
        window.limit(0);
        // The index first: whatever it names was written before.
        int records = (int) Math.min(Integer.MAX_VALUE, index.size() / IndexRecord.BYTES);
        this.dataBytes = data.size();
        while (records > 0 && record(records) == null) {
            records--;
        }
        this.frames = records;
    }

    /**
     * Opens the session in a folder.
     *
     * @param complete whether nobody writes to it any more
     * @param closing called once it is closed; not when it cannot be opened
     * @throws NotFound when there is none
     * @throws StoreFailure when it cannot be read
     */
    static SessionReader open(SessionId id, Path folder, boolean complete, Runnable closing) {
        FileChannel data = null;
        FileChannel index = null;
        try {
            data = FileChannel.open(folder.resolve(SessionWriter.FRAMES));
            index = FileChannel.open(folder.resolve(SessionWriter.INDEX));
            return new SessionReader(id, data, index, complete, closing);
        } catch (NoSuchFileException e) {
            closeQuietly(data, e);
            throw new NotFound("there is no session " + id + "; GET /cameras/{name}/sessions lists them");
        } catch (IOException e) {
            closeQuietly(data, e);
            closeQuietly(index, e);
            throw broken(e);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel, IOException reason) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static StoreFailure broken(IOException e) {
        return new StoreFailure(
                StoreFailure.Kind.BROKEN, "a recording could not be read: the log says what the disk said", e);
    }

    SessionId id() {
        return id;
    }

    /** How many frames there are, damaged ones among them. */
    int frames() {
        return frames;
    }

    SessionFacts facts() {
        IndexRecord last = frames == 0 ? null : record(frames);
        return last == null
                ? new SessionFacts(id, Duration.ZERO, 0, DataSize.ZERO, null, complete)
                : new SessionFacts(
                        id,
                        Duration.ofNanos(last.micros() * 1_000),
                        frames,
                        DataSize.ofBytes(last.end()),
                        last.size(),
                        complete);
    }

    /**
     * Where a frame is.
     *
     * @param number from 1
     * @return null when that is not known any more, or beyond the end
     * @throws StoreFailure when the disk does not answer
     */
    @Nullable
    IndexRecord record(int number) {
        int at = (number - windowFirst) * IndexRecord.BYTES;
        if (number < windowFirst || at + IndexRecord.BYTES > window.limit()) {
            fill(number);
            at = (number - windowFirst) * IndexRecord.BYTES;
        }
        if (at < 0 || at + IndexRecord.BYTES > window.limit()) {
            return null;
        }
        IndexRecord record = IndexRecord.read(number, window.position(at));
        return record == null || record.end() > dataBytes ? null : record;
    }

    /** Backwards too: the last records are looked at first. */
    private void fill(int number) {
        windowFirst = number < windowFirst ? Math.max(1, number - RECORDS_AT_ONCE + 1) : number;
        readAt(index, (windowFirst - 1L) * IndexRecord.BYTES, window.clear());
        window.flip();
    }

    private static void readAt(FileChannel channel, long from, ByteBuffer buffer) {
        try {
            long at = from;
            int read = 0;
            while (buffer.hasRemaining() && read >= 0) {
                read = channel.read(buffer, at);
                at += Math.max(0, read);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The number of the first frame that came then or later; one more than there are when none did. */
    int firstAt(Duration since) {
        long micros = since.toNanos() / 1_000;
        int number = 1;
        IndexRecord record = record(number);
        while (number <= frames && (record == null || record.micros() < micros)) {
            number++;
            record = record(number);
        }
        return number;
    }

    /**
     * Reads bytes of a frame, as many as there are and as there is room for.
     *
     * @param from the first of them
     * @param buffer its position is moved behind them
     * @return how many; 0 when the disk has lost them
     * @throws StoreFailure when the disk does not answer
     */
    int fill(IndexRecord frame, long from, ByteBuffer buffer) {
        int limit = buffer.limit();
        int begin = buffer.position();
        buffer.limit(begin + (int) Math.min(buffer.remaining(), frame.length() - from));
        readAt(data, frame.offset() + from, buffer);
        buffer.limit(limit);
        return buffer.position() - begin;
    }

    /**
     * Whether the frame is what was recorded.
     *
     * @param buffer is used for reading; begins with the frame afterwards when that fits
     */
    boolean intact(IndexRecord frame, ByteBuffer buffer) {
        CRC32 crc = new CRC32();
        long at = 0;
        while (at < frame.length()) {
            int count = fill(frame, at, buffer.clear());
            if (count == 0) {
                return false;
            }
            at += count;
            crc.update(buffer.flip());
        }
        return (int) crc.getValue() == frame.crc();
    }

    @Override
    public void close() {
        try (data;
                index) {
            closing.run();
        } catch (IOException e) {
            throw broken(e);
        }
    }
}
