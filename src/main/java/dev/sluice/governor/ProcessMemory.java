package dev.sluice.governor;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What this process uses, as the kernel sees it. {@link #anonymous} is cheap enough to be called every few milliseconds: one
 * system call on a file that stays open. Safe for threads; holds one file and 256 bytes.
 *
 * <p>Since Linux 6.2 the kernel's counters lag by up to 64 pages for each processor, so differences below a mebibyte mean
 * nothing.
 */
public final class ProcessMemory implements AutoCloseable {

    private static final int AT_PAGESZ = 6;
    private static final int AT_CLKTCK = 17;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int THREADS = 17;
    private static final int STARTTIME = 19;

    private final SystemFiles files;
    private final RandomAccessFile statm;
    private final byte[] buffer = new byte[256];
    private final long pageSize;
    private final long ticksPerSecond;

    /**
     * What the process uses at one moment.
     *
     * @param resident bytes in memory, mapped files included
     * @param anonymous bytes in memory that no file stands behind: what counts against the budget
     * @param virtual bytes of address space
     * @param threads of the system
     * @param openFiles files, sockets and pipes
     * @param cpu processor time since the start
     */
    public record Reading(
            DataSize resident, DataSize anonymous, DataSize virtual, int threads, int openFiles, Duration cpu) {}

    /** @throws UncheckedIOException when the kernel does not tell: this is no Linux */
    public ProcessMemory(SystemFiles files) {
        this.files = files;
        try {
            // Not a channel: an interrupt of the thread that reads would close it for all.
            this.statm = new RandomAccessFile(files.at("/proc/self/statm").toFile(), "r");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.pageSize = auxiliary(files, AT_PAGESZ, 4096);
        this.ticksPerSecond = auxiliary(files, AT_CLKTCK, 100);
    }

    /** A value that the kernel handed to the process at its start: pairs of native words (getauxval(3)). */
    private static long auxiliary(SystemFiles files, long key, long otherwise) {
        byte[] bytes = files.text("/proc/self/auxv").orElse("").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer pairs = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 16) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == key && value > 0) {
                return value;
            }
        }
        return otherwise;
    }

    /** Bytes of a page of memory. */
    public DataSize pageSize() {
        return DataSize.ofBytes(pageSize);
    }

    /** Bytes in memory that no file stands behind: heap, native memory, stacks, private changes to mapped files. */
    public DataSize anonymous() {
        long[] pages = pages();
        return DataSize.ofBytes(Math.max(0, pages[1] - pages[2]) * pageSize);
    }

    /** Everything at once; reads three more files and counts a folder, so not for every request. */
    public Reading read() {
        long[] pages = pages();
        List<String> stat = stat();
        long ticks = SystemFiles.number(stat, UTIME).orElse(0)
                + SystemFiles.number(stat, STIME).orElse(0);
        return new Reading(
                DataSize.ofBytes(pages[1] * pageSize),
                DataSize.ofBytes(Math.max(0, pages[1] - pages[2]) * pageSize),
                DataSize.ofBytes(pages[0] * pageSize),
                (int) SystemFiles.number(stat, THREADS).orElse(0),
                openFiles(),
                Duration.ofMillis(ticks * 1_000 / ticksPerSecond));
    }

    /** The words after the program's name, which may hold blanks and brackets itself; the third column is the first of them. */
    private List<String> stat() {
        String text = files.text("/proc/self/stat").orElse("");
        return SystemFiles.split(text.substring(text.lastIndexOf(')') + 1));
    }

    /** How long ago the process began, to a hundredth of a second: its launcher's time counts when that became the process. */
    public Duration age() {
        long begun = SystemFiles.number(stat(), STARTTIME).orElse(0) * 1_000 / ticksPerSecond;
        String uptime = files.words("/proc/uptime").stream().findFirst().orElse("0");
        return Duration.ofMillis(Math.max(0, Math.round(Double.parseDouble(uptime) * 1_000) - begun));
    }

    private int openFiles() {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(files.at("/proc/self/fd"))) {
            for (Path _ : open) {
                count++;
            }
        } catch (IOException unknown) {
            return 0;
        }
        return count;
    }

    /** Total, resident and shared pages: the first three numbers. */
    private synchronized long[] pages() {
        long[] pages = new long[3];
        try {
            statm.seek(0);
            int length = statm.read(buffer);
            int at = 0;
            for (int i = 0; i < length && at < pages.length; i++) {
                if (buffer[i] >= '0' && buffer[i] <= '9') {
                    pages[at] = pages[at] * 10 + buffer[i] - '0';
                } else {
                    at++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages;
    }

    @Override
    public synchronized void close() {
        try {
            statm.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
