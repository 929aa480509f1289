package dev.sluice.cache;

import dev.sluice.governor.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the disk tier: a size, and while it is in use or was of late a mapping of its file. Some 60 bytes, and its label while it is
 * mapped. Safe for threads.
 */
final class DiskEntry {

    private final int size;
    private final int stored;
    private @Nullable MappedFile mapped;
    private EntryFile.@Nullable Content content;
    private int users;
    private boolean written;
    private boolean dropped;

    /**
     * @param size of the file, in bytes
     * @param stored when, in seconds
     * @param written whether the file is there already
     */
    DiskEntry(int size, int stored, boolean written) {
        this.size = size;
        this.stored = stored;
        this.written = written;
    }

    int size() {
        return size;
    }

    int stored() {
        return stored;
    }

    synchronized boolean written() {
        return written;
    }

    /** The file has its place. */
    synchronized void appear() {
        written = true;
    }

    /**
     * The entry to be read, its file being mapped and looked through if it was not.
     *
     * @return null when the file is not there
     * @throws IOException when it is damaged
     */
    synchronized @Nullable Cached open(Path file) throws IOException {
        if (!written || dropped) {
            return null;
        }
        if (mapped == null) {
            MappedFile fresh = MappedFile.open(file);
            try {
                content = EntryFile.read(fresh);
            } catch (IOException damaged) {
                fresh.close();
                throw damaged;
            }
            mapped = fresh;
        }
        users++;
        ByteBuffer bytes = mapped.bytes();
        return content == null ? null : new Reading(content.label(), new Body.Buffer(bytes.limit(content.length())));
    }

    /** Lets go of the mapping unless somebody reads. Whether it is gone. */
    synchronized boolean unmap() {
        if (users > 0) {
            return false;
        }
        if (mapped != null) {
            mapped.close();
            mapped = null;
            content = null;
        }
        return true;
    }

    /** The entry is no longer one: whoever reads it goes on, and the last of them lets go of the mapping. */
    synchronized void drop() {
        dropped = true;
        unmap();
    }

    private synchronized void leave() {
        users--;
        if (dropped) {
            unmap();
        }
    }

    private final class Reading implements Cached {

        private final Label label;
        private final Body.Buffer body;
        private boolean closed;

        Reading(Label label, Body.Buffer body) {
            this.label = label;
            this.body = body;
        }

        @Override
        public Label label() {
            return label;
        }

        @Override
        public long length() {
            return body.length();
        }

        @Override
        public ByteBuffer at(long position, int most) {
            return body.at(position, most);
        }

        @Override
        public ByteBuffer whole() {
            return body.bytes();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave();
            }
        }
    }
}
