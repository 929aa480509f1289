package dev.sluice.proxy;

import dev.sluice.cache.Body;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file to be cached. Holds 64 KiB of heap while it is open. */
final class FileBody implements Body, AutoCloseable {

    private static final int PIECE = 64 << 10;

    private final FileChannel channel;
    private final long length;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);

    private FileBody(FileChannel channel, long length) {
        this.channel = channel;
        this.length = length;
    }

    /** @throws StoreFailure when it cannot be read */
    static FileBody open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file);
            return new FileBody(channel, channel.size());
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteBuffer at(long position, int most) {
        piece.clear().limit(Math.min(PIECE, most));
        try {
            if (channel.read(piece, position) < 1) {
                throw new IOException("shorter than it was");
            }
        } catch (IOException broken) {
            throw unreadable(broken);
        }
        return piece.flip();
    }

    private static StoreFailure unreadable(IOException cause) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "a temporary file could not be read", cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }
}
