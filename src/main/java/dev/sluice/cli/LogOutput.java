package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the log goes. Each entry, which is what is written between two flushes, gets the time in front. Entries are passed on at once while
 * they are few, and together when they come faster than {@link #PAUSE}: a date of its own and a call of the system for each of tens of
 * thousands a second take a tenth of the time that their requests take. A process that is killed loses the entries of its last pause at
 * most. Holds 8 KiB. Safe for threads.
 */
final class LogOutput extends OutputStream {

    /** How long an entry waits for others. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private static final int MOST = 8_192;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX ");

    private final OutputStream out;
    private final Ticker ticker;
    private final Clock clock;
    private final Executor later;
    private final ReentrantLock lock = new ReentrantLock();

    private final byte[] entries = new byte[MOST];
    private int held;
    private long passedOn;
    private boolean waiting;
    private boolean begun;
    private long stampedMillis = Long.MIN_VALUE;
    private byte[] stamp = {};
    private boolean closed;

    /**
     * @param out not closed by this
     * @param clock of the times, in its zone
     * @param later does what it is told after the pause
     */
    LogOutput(OutputStream out, Ticker ticker, Clock clock, Executor later) {
        this.out = out;
        this.clock = clock;
        this.ticker = ticker;
        this.later = later;
        this.passedOn = ticker.nanos() - PAUSE.toNanos();
    }

    /** With the time of the machine. */
    static LogOutput to(OutputStream out) {
        return new LogOutput(
                out,
                Ticker.SYSTEM,
                Clock.system(ZoneId.systemDefault()),
                task -> Thread.ofVirtual().name("log").start(() -> afterPause(task)));
    }

    private static void afterPause(Runnable task) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        task.run();
    }

    /** For whoever writes entries; each is complete when it is flushed. */
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
            if (!begun) {
                begun = true;
                byte[] time = stamp();
                if (time.length + count > MOST - held) {
                    passOn();
                }
                append(time, 0, time.length);
            }
            append(bytes, from, count);
            if (!waiting) {
                waiting = true;
                later.execute(this::passOnLater);
            }
        } finally {
            lock.unlock();
        }
    }

    private byte[] stamp() {
        long now = clock.millis();
        if (now != stampedMillis) {
            stampedMillis = now;
            stamp = TIME.format(Instant.ofEpochMilli(now).atZone(clock.getZone()))
                    .getBytes(US_ASCII);
        }
        return stamp;
    }

    private void append(byte[] bytes, int from, int count) throws IOException {
        if (count > MOST - held) {
            passOn();
        }
        if (count > MOST) {
            out.write(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, entries, held, count);
            held += count;
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            begun = false;
            if (closed || ticker.nanos() - passedOn >= PAUSE.toNanos()) {
                passOn();
            }
        } finally {
            lock.unlock();
        }
    }

    private void passOnLater() {
        lock.lock();
        try {
            waiting = false;
            begun = false;
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
        if (count == 0) {
            return;
        }
        held = 0;
        passedOn = ticker.nanos();
        out.write(entries, 0, count);
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
