package dev.sluice.cli;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the lines of the log go: at once while they are few, together when they come faster than {@link #PAUSE}, because a call of the
 * system for each of tens of thousands a second takes an eighth of the time that their requests take. A process that is killed loses the
 * lines of its last pause at most. Holds 8 KiB. Safe for threads.
 */
final class LogOutput extends OutputStream {

    /** How long a line waits for others. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private static final int MOST = 8_192;

    private final OutputStream out;
    private final Ticker ticker;
    private final Executor later;
    private final ReentrantLock lock = new ReentrantLock();

    private final byte[] lines = new byte[MOST];
    private int held;
    private long passedOn;
    private boolean waiting;
    private boolean closed;

    /**
     * @param out not closed by this
     * @param later does what it is told after the pause
     */
    LogOutput(OutputStream out, Ticker ticker, Executor later) {
        this.out = out;
        this.ticker = ticker;
        this.later = later;
        this.passedOn = ticker.nanos() - PAUSE.toNanos();
    }

    /** With the time of the machine. */
    static LogOutput to(OutputStream out) {
        return new LogOutput(
                out, Ticker.SYSTEM, task -> Thread.ofVirtual().name("log").start(() -> afterPause(task)));
    }

    private static void afterPause(Runnable task) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        task.run();
    }

    /** For whoever writes lines; each is complete when it is flushed. */
    PrintStream stream(Charset charset) {
        return new PrintStream(this, false, charset);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        lock.lock();
        try {
            if (count > MOST - held) {
                passOn();
            }
            if (count > MOST) {
                out.write(bytes, from, count);
            } else {
                System.arraycopy(bytes, from, lines, held, count);
                held += count;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            if (closed || ticker.nanos() - passedOn >= PAUSE.toNanos()) {
                passOn();
            } else if (!waiting && held > 0) {
                waiting = true;
                later.execute(this::passOnLater);
            }
        } finally {
            lock.unlock();
        }
    }

    private void passOnLater() {
        lock.lock();
        try {
            waiting = false;
            passOn();
        } catch (IOException unwritable) {
            // There is no other place to say that the log cannot be written.
            held = 0;
        } finally {
            lock.unlock();
        }
    }

    private void passOn() throws IOException {
        int count = held;
        held = 0;
        passedOn = ticker.nanos();
        out.write(lines, 0, count);
        out.flush();
    }

    /** Passes on what is held; what comes later is passed on at once. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            passOn();
        } finally {
            lock.unlock();
        }
    }
}
