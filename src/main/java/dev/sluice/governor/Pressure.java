package dev.sluice.governor;

import dev.sluice.units.Ticker;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Whether the machine has better things to do than background work: its processors are busy or its memory is full, by everything
 * that runs there and not by us alone.
 *
 * <p>It is measured when somebody asks and the last answer is old; the one who asks gets the last answer and does not wait.
 * There is no thread between measurements. Safe for threads.
 */
public final class Pressure {

    /**
     * What was measured last.
     *
     * @param cpuPercent utilisation of the processors
     * @param memoryPercent memory in use, the mean of the two ends of the sample
     * @param high whether one of them reached its limit
     */
    public record Level(int cpuPercent, int memoryPercent, boolean high) {}

    private final PressureConfig config;
    private final LongFunction<MachineLoad.Reading> load;
    private final Ticker ticker;
    private final Executor executor;
    private final AtomicBoolean measuring = new AtomicBoolean();
    private volatile Level level = new Level(0, 0, false);
    private volatile long due;

    /** @param executor runs a measurement of {@code pressure.sample}; a virtual thread each */
    public Pressure(PressureConfig config, MachineLoad load, Ticker ticker, Executor executor) {
        this(config, load::read, ticker, executor);
    }

    Pressure(PressureConfig config, LongFunction<MachineLoad.Reading> load, Ticker ticker, Executor executor) {
        this.config = config;
        this.load = load;
        this.ticker = ticker;
        this.executor = executor;
        this.due = ticker.nanos();
    }

    /** Whether the machine was under pressure when it was last looked at. Never blocks. */
    public boolean high() {
        return level().high();
    }

    /** Whether memory was short when it was last looked at, whatever the processors do. Never blocks. */
    public boolean memoryHigh() {
        return level().memoryPercent() >= config.memoryPercent();
    }

    /** What was measured last; idle before the first measurement. Begins another one when this is old. Never blocks. */
    public Level level() {
        if (ticker.nanos() - due >= 0 && measuring.compareAndSet(false, true)) {
            executor.execute(this::measure);
        }
        return level;
    }

    private void measure() {
        try {
            MachineLoad.Reading first = load.apply(ticker.nanos());
            LockSupport.parkNanos(config.sample().toNanos());
            MachineLoad.Reading second = load.apply(ticker.nanos());
            int cpu = second.cpuPercent(first);
            int memory = (first.memoryPercent() + second.memoryPercent()) / 2;
            level = new Level(cpu, memory, cpu >= config.cpuPercent() || memory >= config.memoryPercent());
        } finally {
            due = ticker.nanos() + config.every().toNanos();
            measuring.set(false);
        }
    }
}
