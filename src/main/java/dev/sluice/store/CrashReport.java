package dev.sluice.store;

import dev.sluice.store.SlotFile.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * What the report of a JVM that crashed says about the work that was under way: {@code hs_err_pid<pid>.log}, where the line
 * "Current thread" names the thread that crashed.
 *
 * @param currentThread that line; empty when the process left no report
 * @param crashed whether there is a report
 */
record CrashReport(boolean crashed, String currentThread) {

    private static final int HEAD = 64 << 10;

    /** File systems keep time more coarsely than the clock. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** The report of the process that wrote a slot. An older one, of a process that had the same number, does not count. */
    static CrashReport of(Path folder, Slot slot) throws IOException {
        Path file = folder.resolve("hs_err_pid" + slot.process() + ".log");
        try (InputStream in = Files.newInputStream(file)) {
            Instant writtenAt = Files.getLastModifiedTime(file).toInstant().plus(SLACK);
            if (writtenAt.isBefore(Instant.ofEpochMilli(slot.startedAt()))) {
                return new CrashReport(false, "");
            }
            String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            int from = head.indexOf("Current thread");
            int to = head.indexOf('\n', Math.max(0, from));
            return new CrashReport(true, from < 0 || to < 0 ? "" : head.substring(from, to));
        } catch (NoSuchFileException e) {
            return new CrashReport(false, "");
        }
    }

    /** Whether it was the thread that wrote the slot that crashed. */
    boolean names(Slot slot) {
        return !slot.thread().isEmpty() && currentThread.contains("\"" + slot.thread() + "\"");
    }
}
