package dev.sluice.camera.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process in a group of its own, which ends with its whole group. What it says on its error output is read by a platform thread, since
 * a read of a pipe blocks in native code; the last line is remembered. {@link #close} is safe for any thread.
 */
final class ChildProcess implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int LONGEST_LINE = 300;

    private final Process process;
    private final boolean grouped;
    private final Thread errors;
    private final ReentrantLock closing = new ReentrantLock();
    private volatile String lastError = "";

    private ChildProcess(Process process, boolean grouped, String name) {
        this.process = process;
        this.grouped = grouped;
        this.errors = Thread.ofPlatform().daemon().name(name + "-errors").start(this::readErrors);
    }

    /**
     * Starts it.
     *
     * @param name of its threads
     * @throws IOException when there is no such command
     */
    static ChildProcess start(String name, List<String> command) throws IOException {
        List<String> grouped =
                Stream.concat(Stream.of("setsid"), command.stream()).toList();
        Process process;
        try {
            process = new ProcessBuilder(grouped).start();
        } catch (IOException missing) {
            return new ChildProcess(new ProcessBuilder(command).start(), false, name);
        }
        return new ChildProcess(process, true, name);
    }

    /** What it writes; a read blocks its platform thread. */
    InputStream output() {
        return process.getInputStream();
    }

    /** What it reads. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** Its number in the system. */
    long id() {
        return process.pid();
    }

    private void readErrors() {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        try (InputStream in = process.getErrorStream()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n' || next == '\r') {
                    remember(line, length);
                    length = 0;
                } else if (length < LONGEST_LINE) {
                    line[length++] = (byte) next;
                }
            }
            remember(line, length);
        } catch (IOException closed) {
            remember(line, length);
        }
    }

    private void remember(byte[] line, int length) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8).strip();
        if (!text.isEmpty()) {
            lastError = text;
        }
    }

    /** How it ended, once its output has: waits a second for that. */
    String ending() throws InterruptedException {
        boolean over = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        errors.join(PATIENCE);
        String how = over ? "ended with code " + process.exitValue() : "closed its output";
        return lastError.isEmpty() ? how : how + ": " + lastError;
    }

    /** Whether there was no such command after all; to be asked after {@link #ending}. */
    boolean missing() {
        return lastError.startsWith("setsid: failed to execute");
    }

    /** Ends the group: asks it to, and kills what is there after a second. Returns when it is gone. */
    @Override
    public void close() {
        closing.lock();
        try {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroy);
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                all.addAll(process.descendants().toList());
            }
            all.forEach(ProcessHandle::destroyForcibly);
            if (grouped) {
                killGroup();
            }
            process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException impatient) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            closing.unlock();
        }
    }

    /** Java knows no groups. Who left the family of its parent is still in its group. */
    private void killGroup() throws InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException missing) {
            LOG.debug("no command kill", missing);
        }
    }
}
