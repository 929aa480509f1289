package dev.sluice.image;

import dev.sluice.failure.StoreFailure;
import dev.sluice.image.rows.RowSink;
import dev.sluice.image.vips.PixelMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * Puts rows of pixels one below the other into a temporary file. What was written and is not on the disk yet is memory that the
 * kernel cannot take back, so this waits for the disk every {@link #MOST_UNWRITTEN} bytes. For one thread.
 */
final class PixelFile implements RowSink, AutoCloseable {

    /** The most that this leaves to the kernel to write, in bytes. */
    static final int MOST_UNWRITTEN = 4 << 20;

    /** What is written at once: the JDK copies so much into direct memory, and keeps that for the thread. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final ScratchFile file;
    private final FileChannel disk;
    private int unwritten;

    /**
     * @param file empty; stays the caller's to close
     * @throws StoreFailure when it cannot be opened
     */
    PixelFile(ScratchFile file) {
        this.file = file;
        try {
            disk = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException broken) {
            throw notWritten(broken);
        }
    }

    /** @throws StoreFailure when it cannot be written */
    @Override
    public void row(byte[] pixels, int bytes) {
        try {
            for (int at = 0; at < bytes; at += MOST_AT_ONCE) {
                ByteBuffer part = ByteBuffer.wrap(pixels, at, Math.min(MOST_AT_ONCE, bytes - at));
                while (part.hasRemaining()) {
                    unwritten += file.content().write(part);
                }
            }
            if (unwritten >= MOST_UNWRITTEN) {
                flush();
            }
        } catch (IOException broken) {
            throw notWritten(broken);
        }
    }

    private void flush() throws IOException {
        disk.force(false);
        unwritten = 0;
    }

    /**
     * The rows as if they stood in memory.
     *
     * @param bytes how many were written
     * @return to be closed by the caller; good also when the file has been removed
     * @throws StoreFailure when the disk does not take them or give them back
     */
    PixelMemory map(long bytes) {
        try {
            flush();
            return PixelMemory.map(disk, bytes);
        } catch (IOException broken) {
            throw notWritten(broken);
        }
    }

    /** What it means that a temporary file could not be written. */
    static StoreFailure notWritten(IOException broken) {
        boolean full = String.valueOf(broken.getMessage()).contains("No space left");
        return new StoreFailure(
                full ? StoreFailure.Kind.FULL : StoreFailure.Kind.BROKEN,
                "a temporary file could not be written",
                broken);
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (IOException broken) {
            throw notWritten(broken);
        }
    }
}
