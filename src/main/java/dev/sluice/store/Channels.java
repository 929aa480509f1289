package dev.sluice.store;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.Refused;
import dev.sluice.units.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current picture of each channel, kept in {@code channels/<name>.json}. A channel comes into being when it is given its first
 * picture; {@value #INBOX} is always there. At most {@value #MOST} channels, all in memory. Safe for threads.
 */
public final class Channels {

    /** The channel for what nobody chose another for. */
    public static final String INBOX = "inbox";

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final int MOST = 256;
    private static final int MAX_NAME = 64;
    private static final String ENDING = ".json";

    private final DataFolder folder;
    private final BlobStore pictures;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<String, Channel> byName = new TreeMap<>();
    private boolean read;

    /** Channels that are read from the disk at the first use. A damaged one is reported in the log and begins anew. */
    public Channels(DataFolder folder, BlobStore pictures, InstantSource clock) {
        this.folder = folder;
        this.pictures = pictures;
        this.clock = clock;
    }

    /** By name; to be called under the lock. */
    private Map<String, Channel> channels() {
        if (!read) {
            byName.put(INBOX, Channel.empty(INBOX));
            try {
                read();
            } catch (IOException e) {
                throw folder.failure("the channels could not be read", e);
            }
            read = true;
        }
        return byName;
    }

    private void read() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.channels(), "*" + ENDING)) {
            for (Path file : files) {
                read(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void read(Path file) throws IOException {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - ENDING.length());
        if (!valid(name) || (byName.size() >= MOST && !byName.containsKey(name))) {
            LOG.warn("channel left out file={} most={}", fileName, MOST);
            return;
        }
        try {
            byName.put(name, Sheet.read(file, sheet -> Channel.of(name, sheet)));
        } catch (Sheet.Damaged e) {
            LOG.warn("channel damaged, begun anew channel={} reason={}", name, e.getMessage());
        }
    }

    private static boolean valid(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }

    /** @throws BadInput when no channel can have that name: worth asking before work is done for one */
    public static void requireName(String name) {
        if (!valid(name)) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "a channel's name has 1 to " + MAX_NAME + " characters, only a-z, 0-9, hyphen and underscore");
        }
    }

    /**
     * Makes a picture the current one of a channel.
     *
     * @throws BadInput when no channel can have that name
     * @throws NotFound when the picture is not, or no longer, kept
     * @throws Conflict when there are as many channels as there may be
     * @throws dev.sluice.failure.StoreFailure when it cannot be written; the channel is then as it was
     */
    public Channel show(String name, PictureId picture) {
        requireName(name);
        lock.lock();
        try {
            if (pictures.find(picture).isEmpty()) {
                throw new NotFound("the picture " + picture + " is not kept here");
            }
            Channel before = channels().getOrDefault(name, Channel.empty(name));
            if (channels().size() >= MOST && !channels().containsKey(name)) {
                throw new Conflict("there are " + MOST + " channels, which is the most there may be: use one of them");
            }
            Channel now = write(name, picture, before.version() + 1, clock.instant());
            channels().put(name, now);
            changed.signalAll();
            return now;
        } catch (IOException e) {
            throw folder.failure("the channel could not be changed", e);
        } finally {
            lock.unlock();
        }
    }

    private Channel write(String name, PictureId picture, long version, Instant at) throws IOException {
        Sheet sheet = new Sheet()
                .with("picture", picture.text())
                .with("version", version)
                .with("changedAt", at.toString());
        folder.replace(folder.channels().resolve(name + ENDING), sheet.bytes());
        return new Channel(name, picture, version, at);
    }

    /** The channel of that name; empty when there is none. */
    public Optional<Channel> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(channels().get(name));
        } finally {
            lock.unlock();
        }
    }

    /** The picture a channel shows; empty when it has none yet, or when it was deleted since. */
    public Optional<Picture> picture(Channel channel) {
        return Optional.ofNullable(channel.picture()).flatMap(pictures::find);
    }

    /** All channels by name, as they are now. */
    public List<Channel> list() {
        lock.lock();
        try {
            return List.copyOf(channels().values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a channel is at another version than {@code seen}.
     *
     * @return the channel as it is then, or as it still is at the deadline
     * @throws NotFound when there is no such channel
     * @throws Gone when the one who asked has left
     * @throws Refused.Draining when the thread is interrupted
     */
    public Channel await(String name, long seen, Deadline by) {
        lock.lock();
        try {
            Channel now = present(name);
            while (now.version() == seen && !by.expired()) {
                if (by.abandoned()) {
                    throw new Gone();
                }
                changed.await(Math.min(by.remainingNanos(), Deadline.LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
                now = present(name);
            }
            return now;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        } finally {
            lock.unlock();
        }
    }

    private Channel present(String name) {
        Channel channel = channels().get(name);
        if (channel == null) {
            throw new NotFound("there is no channel of that name");
        }
        return channel;
    }

    /**
     * Deletes a picture unless a channel shows it, which cannot begin to meanwhile.
     *
     * @return whether it was deleted
     * @throws dev.sluice.failure.StoreFailure when the disk cannot be read or written
     */
    public boolean deleteUnlessShown(PictureId picture) {
        lock.lock();
        try {
            return channels().values().stream().noneMatch(channel -> picture.equals(channel.picture()))
                    && pictures.delete(picture);
        } finally {
            lock.unlock();
        }
    }
}
