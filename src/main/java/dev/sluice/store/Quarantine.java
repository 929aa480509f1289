package dev.sluice.store;

import dev.sluice.failure.BadInput;
import dev.sluice.store.SlotFile.Slot;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures that ended the process. Each is noted before a decoder gets it; what is still noted when the next process starts was
 * under work when the last one died.
 *
 * <p>When the JVM left a report of a crash, the picture of the thread that crashed, or the only one under work, is refused from then
 * on. Otherwise, as after a power cut or {@code kill -9}, each gets a strike, and is refused at the second; a strike is forgotten once
 * the picture has been worked on to the end. At most {@value #MOST} pictures, in memory and one small file each. Safe for threads.
 */
public final class Quarantine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final int MOST = 1000;
    private static final int STRIKES = 2;
    private static final String ENDING = ".json";

    private final DataFolder folder;
    private final InstantSource clock;
    private final SlotFile slots;
    private final long process = ProcessHandle.current().pid();
    private final Map<Fingerprint, Suspect> suspects = new ConcurrentHashMap<>();

    private Quarantine(DataFolder folder, InstantSource clock, SlotFile slots) {
        this.folder = folder;
        this.clock = clock;
        this.slots = slots;
    }

    /**
     * Reads who is in quarantine and judges what the last process was working on.
     *
     * @throws dev.sluice.failure.StoreFailure when the disk cannot be read or written
     */
    public static Quarantine open(DataFolder folder, InstantSource clock) {
        try {
            SlotFile slots = SlotFile.open(folder.quarantine().resolve("slots"));
            Quarantine quarantine = new Quarantine(folder, clock, slots);
            quarantine.read();
            quarantine.judge(slots.leftovers());
            slots.reset();
            return quarantine;
        } catch (IOException e) {
            throw folder.failure("the quarantine could not be opened", e);
        }
    }

    private void read() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.quarantine(), "*" + ENDING)) {
            for (Path file : files) {
                read(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void read(Path file) throws IOException {
        String name = file.getFileName().toString();
        Optional<Fingerprint> picture = Fingerprint.parse(name.substring(0, name.length() - ENDING.length()));
        if (picture.isEmpty() || suspects.size() >= MOST) {
            LOG.warn("quarantine entry left out file={} most={}", name, MOST);
            return;
        }
        try {
            suspects.put(picture.get(), Sheet.read(file, sheet -> Suspect.of(picture.get(), sheet)));
        } catch (Sheet.Damaged e) {
            LOG.warn("quarantine entry damaged, left out file={} reason={}", name, e.getMessage());
        }
    }

    private void judge(List<Slot> slots) throws IOException {
        Map<Fingerprint, Slot> pictures = new LinkedHashMap<>();
        Map<Fingerprint, Slot> guilty = new LinkedHashMap<>();
        boolean crashed = false;
        for (Slot slot : slots) {
            CrashReport report = CrashReport.of(folder.crash(), slot);
            crashed |= report.crashed();
            pictures.put(slot.picture(), slot);
            if (report.names(slot)) {
                guilty.put(slot.picture(), slot);
            }
        }
        boolean certain = crashed && (!guilty.isEmpty() || pictures.size() == 1);
        for (Slot slot : (guilty.isEmpty() ? pictures : guilty).values()) {
            strike(slot, certain);
        }
    }

    private void strike(Slot slot, boolean guilty) throws IOException {
        Fingerprint picture = slot.picture();
        Instant at = Instant.ofEpochMilli(slot.startedAt());
        Suspect before = suspects.getOrDefault(picture, new Suspect(picture, 0, false, Instant.EPOCH));
        if (before.lastAt().equals(at)) {
            return;
        }
        int strikes = before.strikes() + 1;
        Suspect now = new Suspect(picture, strikes, guilty || before.refused() || strikes >= STRIKES, at);
        if (suspects.size() >= MOST) {
            forget(suspects.values().stream()
                    .min(Comparator.comparing(Suspect::lastAt))
                    .orElseThrow()
                    .picture());
        }
        folder.replace(file(picture), now.sheet().bytes());
        suspects.put(picture, now);
        LOG.warn(
                "picture was under work when the process died picture={} strikes={} refused={}",
                picture,
                strikes,
                now.refused());
    }

    private Path file(Fingerprint picture) {
        return folder.quarantine().resolve(picture + ENDING);
    }

    private boolean forget(Fingerprint picture) throws IOException {
        boolean known = suspects.remove(picture) != null;
        return Files.deleteIfExists(file(picture)) || known;
    }

    /** @throws BadInput QUARANTINED when the picture is refused */
    public void check(Fingerprint picture) {
        Suspect suspect = suspects.get(picture);
        if (suspect != null && suspect.refused()) {
            throw new BadInput(
                    BadInput.Kind.QUARANTINED,
                    "this picture ended a decoder before and is not tried again; if that is a mistake, delete quarantine/"
                            + picture + ".json in the data folder and restart");
        }
    }

    /**
     * Notes that the calling thread is about to work on a picture. To be closed when the decoder has returned, whatever it returned:
     * not at the deadline, while it may still be at work.
     *
     * @throws BadInput QUARANTINED when the picture is refused
     * @throws dev.sluice.failure.StoreFailure when it cannot be noted
     */
    public Watch watch(Fingerprint picture) {
        check(picture);
        String thread = Thread.currentThread().getName();
        try {
            return new Watch(this, picture, slots.take(new Slot(process, clock.millis(), picture, thread)));
        } catch (IOException e) {
            throw folder.failure("the picture could not be noted before work", e);
        }
    }

    /** A picture under work. */
    public static final class Watch implements AutoCloseable {

        private final Quarantine quarantine;
        private final Fingerprint picture;
        private final int slot;
        private boolean closed;

        private Watch(Quarantine quarantine, Fingerprint picture, int slot) {
            this.quarantine = quarantine;
            this.picture = picture;
            this.slot = slot;
        }

        /** Notes that the work has come to an end. */
        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                quarantine.ended(picture, slot);
            }
        }
    }

    private void ended(Fingerprint picture, int slot) {
        try {
            slots.free(slot);
            if (suspects.containsKey(picture)) {
                forget(picture);
            }
        } catch (IOException e) {
            throw folder.failure("the end of work on a picture could not be noted", e);
        }
    }

    /** All suspects, refused or not, the latest first. */
    public List<Suspect> list() {
        return suspects.values().stream()
                .sorted(Comparator.comparing(Suspect::lastAt).reversed())
                .toList();
    }

    /**
     * Lets a picture be tried again.
     *
     * @return whether it was among the suspects
     */
    public boolean clear(Fingerprint picture) {
        try {
            return forget(picture);
        } catch (IOException e) {
            throw folder.failure("the quarantine could not be changed", e);
        }
    }

    @Override
    public void close() {
        try {
            slots.close();
        } catch (IOException e) {
            throw folder.failure("the quarantine could not be closed", e);
        }
    }
}
