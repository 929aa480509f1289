package dev.sluice;

import dev.sluice.cache.PictureCache;
import dev.sluice.camera.CameraRoutes;
import dev.sluice.camera.record.RecordingDisk;
import dev.sluice.camera.record.RecordingRetention;
import dev.sluice.camera.record.Recordings;
import dev.sluice.config.LiveSettings;
import dev.sluice.console.ConsoleRoutes;
import dev.sluice.console.Status;
import dev.sluice.display.DisplayRoutes;
import dev.sluice.fetch.Fetcher;
import dev.sluice.governor.Budget;
import dev.sluice.governor.DiskWatch;
import dev.sluice.governor.Governor;
import dev.sluice.governor.MachineLoad;
import dev.sluice.governor.MemoryFiles;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.Pressure;
import dev.sluice.governor.ProcessMemory;
import dev.sluice.http.Access;
import dev.sluice.http.Footprint;
import dev.sluice.http.HttpConfig;
import dev.sluice.http.HttpServer;
import dev.sluice.http.Router;
import dev.sluice.image.ImageEngine;
import dev.sluice.inference.Models;
import dev.sluice.inference.ProcessGauge;
import dev.sluice.proxy.ProxyRoutes;
import dev.sluice.receive.ConfigRoutes;
import dev.sluice.receive.ReceiveConfig;
import dev.sluice.receive.ReceiveRoutes;
import dev.sluice.receive.Receiver;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.StoredPictures;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Channels;
import dev.sluice.store.DataFolder;
import dev.sluice.store.PictureIds;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Retention;
import dev.sluice.store.Spool;
import dev.sluice.units.Ticker;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Sluice: builds every part by hand, in the order in which they need each other, and closes them in reverse. The order
 * is the documentation.
 */
public final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final String version;
    private final Budget budget;
    private final ProcessMemory process;
    private final Governor governor;
    private final Router router = new Router();
    private final PictureCache cache;
    private final CameraRoutes cameras;
    private final HttpServer http;
    private final InetSocketAddress address;
    private volatile boolean ready;

    /**
     * Starts a server; it answers when this returns.
     *
     * @param live all settings
     * @param machine what it runs on
     * @throws dev.sluice.failure.SluiceException when it cannot start, with nothing left open
     */
    public Server(LiveSettings<Settings> live, Machine machine) {
        try {
            Ticker ticker = Ticker.SYSTEM;
            InstantSource clock = InstantSource.system();
            Settings settings = live.current();
            Supplier<ReceiveConfig> receive = () -> live.current().receive();
            Executor virtual = Executors.newVirtualThreadPerTaskExecutor();
            virtual.execute(HttpServer::prepare);

            version = machine.version();
            budget = machine.budget(live);
            Pressure pressure = new Pressure(
                    settings.governor().pressure(),
                    new MachineLoad(machine.files(), machine.cgroup()),
                    ticker,
                    virtual);
            DataFolder folder = opened(DataFolder.open(settings.store().data()));
            DiskWatch disk = folder.watch(settings.store().diskFloor(), ticker);
            governor = opened(new Governor(budget.capacity(), settings.governor(), ticker, pressure::high, disk::room));
            ImageEngine engine =
                    opened(machine.engine(settings.engine(), budget.capacity().cores()));

            PictureIds ids = new PictureIds(clock, SecureRandom::new);
            Spool spool = new Spool(
                    folder,
                    settings.store().diskFloor(),
                    settings.store().spoolAge(),
                    opened(new MemoryFiles(budget.smallFiles())));
            BlobStore pictures = new BlobStore(folder, ids, clock);
            Channels channels = new Channels(folder, pictures, clock);
            Retention retention = new Retention(pictures, channels, settings.store(), clock);
            Quarantine quarantine = opened(Quarantine.open(folder, clock));

            process = opened(new ProcessMemory(machine.files()));
            Predictions predictions = new Predictions(process, virtual);
            Renditions renditions = new Renditions(
                    governor,
                    engine,
                    quarantine,
                    spool,
                    predictions,
                    () -> receive.get().memoryOptimization(),
                    pressure::memoryHigh);
            StoredPictures stored = new StoredPictures(pictures, renditions);
            PictureKeeper keeper = new PictureKeeper(spool, renditions, pictures, channels, retention);
            Receiver receiver = new Receiver(keeper, budget.limit().size(), receive);
            Recordings recordings = new Recordings(folder.recordings());
            RecordingDisk recordingDisk =
                    RecordingDisk.of(folder.recordings(), settings.record().diskFloor(), ticker);
            RecordingRetention recorded =
                    new RecordingRetention(recordings, settings.record(), recordingDisk::missing, clock, ticker);
            Models models = opened(new Models(
                    settings.inference().folder(settings.store().data()),
                    settings.inference().idle(),
                    budget.limit().size(),
                    governor,
                    new ProcessGauge(process::anonymous, engine::trim),
                    ticker));
            Housekeeping housekeeping =
                    opened(new Housekeeping(spool, pictures, retention, recorded::sweep, engine, clock));

            new ReceiveRoutes(receiver, spool, pictures, renditions, stored, receive).addTo(router);
            new ConfigRoutes(live, receive).addTo(router);
            new DisplayRoutes(channels, stored, settings.display()).addTo(router);
            cache = opened(PictureCache.open(
                    settings.cache(),
                    folder.cache(),
                    (int) (budget.cacheIndex().bytes() / PictureCache.HEAP_PER_ENTRY),
                    disk::room,
                    governor,
                    pressure::memoryHigh));
            Fetcher fetcher = opened(new Fetcher(settings.fetch(), ticker));
            ProxyRoutes.Parts proxy = new ProxyRoutes.Parts(
                    settings.cache(),
                    cache,
                    fetcher,
                    spool,
                    renditions,
                    clock,
                    ticker,
                    settings.http().requestTimeout());
            opened(new ProxyRoutes(settings.proxy(), proxy)).addTo(router);
            Status status = new Status(new Status.Parts(
                    machine.version(),
                    budget,
                    governor,
                    process,
                    predictions,
                    pressure,
                    folder,
                    spool,
                    pictures,
                    this::connections,
                    () -> ConfigRoutes.inShort(receive.get()),
                    ticker));
            new ConsoleRoutes(status, housekeeping::cleanUp, () -> ready, cache::degraded).addTo(router);

            HttpConfig listener = settings.http().withConnectionsAtMost(budget.connections());
            cameras = opened(new CameraRoutes(new CameraRoutes.Parts(
                    settings.camera(),
                    settings.ingest(),
                    folder.cameras(),
                    recordings,
                    recordingDisk::room,
                    models,
                    settings.http().maxConnections(),
                    listener.outletBytes(),
                    governor,
                    renditions,
                    spool,
                    keeper,
                    channels,
                    ticker,
                    clock)));
            cameras.addTo(router);
            Access access = new Access(settings.access(), listener.host(), clock, router::reading);
            access.addTo(router);
            Footprint footprint = new Footprint(
                    () -> process.anonymous().bytes(), budget.limit().size());
            http = new HttpServer(listener, access, router, footprint, ticker);
            address = http.start();
            housekeeping.start();
            cameras.start();
            ready = true;
        } catch (Throwable failed) {
            closeParts();
            throw failed;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private int connections() {
        return http.connections();
    }

    /** Where it listens, with the port that the system chose when it was to choose. */
    public InetSocketAddress address() {
        return address;
    }

    /** Every method and path it answers. */
    List<String> routes() {
        return router.routes();
    }

    /** One line for people and programs: version, address, budget, and how long the process took to get here. */
    public String greeting() {
        String host = address.getHostString();
        return "sluice " + version + " ready at http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort() + ", budget " + budget.limit().size().rounded() + " ("
                + budget.limit().source() + "), "
                + process.age().toMillis() + " ms";
    }

    /** Stops: takes nothing new, lets what was begun end, cuts off what does not, and closes every part; within 10 seconds. */
    @Override
    public void close() {
        ready = false;
        cameras.close();
        http.stop(PATIENCE);
        cache.close();
        if (!governor.drain(Duration.ofSeconds(1))) {
            LOG.warn(
                    "stopped with work unfinished holders={}",
                    governor.ledger().holders().size());
        }
        closeParts();
    }

    private void closeParts() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("part not closed in order part={}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
