package dev.sluice.console;

import dev.sluice.governor.Budget;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Ledger;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.Pressure;
import dev.sluice.governor.ProcessMemory;
import dev.sluice.store.BlobStore;
import dev.sluice.store.DataFolder;
import dev.sluice.store.Spool;
import dev.sluice.units.Ticker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the process uses, who holds what and what is kept, as snapshots for people and programs. Safe for threads. */
public final class Status {

    private final String version;
    private final Budget budget;
    private final Governor governor;
    private final ProcessMemory process;
    private final Predictions predictions;
    private final Pressure pressure;
    private final DataFolder folder;
    private final Spool spool;
    private final BlobStore pictures;
    private final IntSupplier connections;
    private final Supplier<Map<String, Object>> config;
    private final Ticker ticker;
    private final long begun;
    private ProcessorTime last;

    private record ProcessorTime(long at, long used, double percent) {}

    /**
     * What is asked.
     *
     * @param connections open connections
     * @param config the settings that {@code /config} shows under their short names
     */
    public record Parts(
            String version,
            Budget budget,
            Governor governor,
            ProcessMemory process,
            Predictions predictions,
            Pressure pressure,
            DataFolder folder,
            Spool spool,
            BlobStore pictures,
            IntSupplier connections,
            Supplier<Map<String, Object>> config,
            Ticker ticker) {}

    public Status(Parts parts) {
        this.version = parts.version();
        this.budget = parts.budget();
        this.governor = parts.governor();
        this.process = parts.process();
        this.predictions = parts.predictions();
        this.pressure = parts.pressure();
        this.folder = parts.folder();
        this.spool = parts.spool();
        this.pictures = parts.pictures();
        this.connections = parts.connections();
        this.config = parts.config();
        this.ticker = parts.ticker();
        this.begun = ticker.nanos();
        this.last = new ProcessorTime(begun, 0, 0);
    }

    /** For {@code /memory_status}: sizes in bytes. */
    Map<String, Object> memory() {
        ProcessMemory.Reading reading = process.read();
        Ledger ledger = governor.ledger();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rss", reading.resident().bytes());
        all.put("vms", reading.virtual().bytes());
        all.put("cpu_percent", processorPercent(reading.cpu().toNanos()));
        all.put("config", config.get());
        all.put("version", version);
        all.put("anonymous", reading.anonymous().bytes());
        all.put("heap", heap());
        all.put("threads", reading.threads());
        all.put("openFiles", reading.openFiles());
        all.put("connections", connections.getAsInt());
        all.put("uptimeSeconds", (ticker.nanos() - begun) / 1_000_000_000L);
        all.put("budget", budget());
        all.put("pools", pools(ledger));
        all.put("holders", ledger.holders().stream().map(Status::holder).toList());
        all.put("waiting", ledger.waiting().stream().map(Status::waiting).toList());
        all.put("counts", ledger.counts());
        all.put(
                "predictions",
                predictions.summaries().stream().map(Status::prediction).toList());
        return all;
    }

    /** For {@code /system-resources}: the same and what lies around the process. */
    Map<String, Object> system() {
        Map<String, Object> all = new LinkedHashMap<>(memory());
        Pressure.Level level = pressure.level();
        all.put(
                "pressure",
                Map.of("cpuPercent", level.cpuPercent(), "memoryPercent", level.memoryPercent(), "high", level.high()));
        all.put("disk", Map.of("free", folder.free().bytes(), "inMemory", folder.inMemory()));
        all.put("sessions", connections.getAsInt());
        all.put("spooled", spool.owned());
        all.put(
                "stored",
                Map.of(
                        "pictures",
                        pictures.totals().pictures(),
                        "bytes",
                        pictures.totals().bytes().bytes()));
        return all;
    }

    /** Resident bytes now. */
    long resident() {
        return process.read().resident().bytes();
    }

    /** Of all processors, since the last time somebody asked at least half a second before. */
    private synchronized double processorPercent(long used) {
        long now = ticker.nanos();
        if (now - last.at() > 500_000_000L) {
            last = new ProcessorTime(now, used, Math.round(1000.0 * (used - last.used()) / (now - last.at())) / 10.0);
        }
        return last.percent();
    }

    private static Map<String, Object> heap() {
        Runtime runtime = Runtime.getRuntime();
        return Map.of(
                "used", runtime.totalMemory() - runtime.freeMemory(),
                "committed", runtime.totalMemory(),
                "max", runtime.maxMemory());
    }

    private Map<String, Object> budget() {
        List<Map<String, Object>> lines = budget.lines().stream()
                .map(line -> Map.<String, Object>of(
                        "name", line.name(), "bytes", line.size().bytes()))
                .toList();
        return Map.of(
                "limit", budget.limit().size().bytes(), "source", budget.limit().source(), "lines", lines);
    }

    private static Map<String, Object> pools(Ledger ledger) {
        Map<String, Object> pools = new LinkedHashMap<>();
        pools.put("memory", ledger.memory());
        pools.put("heap", ledger.heap());
        pools.put("cores", ledger.cores());
        return pools;
    }

    private static Map<String, Object> holder(Ledger.Holder holder) {
        return Map.of(
                "purpose", holder.held().purpose().name().toLowerCase(Locale.ROOT),
                "tag", holder.held().tag(),
                "memory", holder.held().memory().bytes(),
                "heap", holder.held().heap().bytes(),
                "cores", holder.held().cores(),
                "ageMillis", holder.age().toMillis(),
                "abandoned", holder.abandoned());
    }

    private static Map<String, Object> waiting(Ledger.Waiting waiting) {
        return Map.of(
                "tag", waiting.demand().tag(),
                "memory", waiting.demand().memory().bytes(),
                "ageMillis", waiting.age().toMillis(),
                "overtaken", waiting.overtaken());
    }

    private static Map<String, Object> prediction(Predictions.Summary summary) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("kind", summary.kind());
        one.put("measured", summary.measured());
        one.put("unmeasured", summary.unmeasured());
        one.put("predictedBytes", summary.predicted().bytes());
        one.put("measuredBytes", summary.grown().bytes());
        one.put("ratios", summary.ratios());
        one.put("worstPredicted", summary.worstPredicted().bytes());
        one.put("worstMeasured", summary.worstGrown().bytes());
        return one;
    }
}
