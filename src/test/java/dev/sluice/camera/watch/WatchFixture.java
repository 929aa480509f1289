package dev.sluice.camera.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.frame.Frame;
import dev.sluice.camera.frame.FrameDraft;
import dev.sluice.camera.frame.FrameMemory;
import dev.sluice.config.Values;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Ledger;
import dev.sluice.governor.MemoryFiles;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.ProcessMemory;
import dev.sluice.governor.SystemFiles;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.inference.ModelFolder;
import dev.sluice.inference.Models;
import dev.sluice.inference.ProcessGauge;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.rendition.Renditions;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Channels;
import dev.sluice.store.DataFolder;
import dev.sluice.store.PictureIds;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Retention;
import dev.sluice.store.Spool;
import dev.sluice.store.StoreConfig;
import dev.sluice.support.Pictures;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A camera whose time is moved by hand, and a watcher put together as the server does it: real engine, store, gate and models. */
final class WatchFixture implements AutoCloseable {

    static final PixelSize SIZE = new PixelSize(640, 360);

    final AtomicLong nanos = new AtomicLong(System.nanoTime());
    final Ticker ticker = nanos::get;
    final InstantSource clock = () -> Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos.get());
    final Governor governor;
    final ImageEngine engine;
    final Quarantine quarantine;
    final MemoryFiles files = new MemoryFiles(DataSize.ofMebibytes(2));
    final Spool spool;
    final BlobStore pictures;
    final Channels channels;
    final Path models;
    final ProcessMemory memory = new ProcessMemory(new SystemFiles(Path.of("/")));
    final Models loaded;
    final FrameMemory frames;
    final Watcher.Parts parts;
    final List<MotionEvent> motions = Collections.synchronizedList(new ArrayList<>());
    final List<Sighting> sightings = Collections.synchronizedList(new ArrayList<>());

    WatchFixture(Path folder, DataSize pool) {
        DataFolder data = DataFolder.open(folder.resolve("data"));
        governor = new Governor(pool, 1);
        engine = new ImageEngine(
                new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false),
                new EngineConfig("", false, EngineConfig.Truncated.REFUSE, 1),
                1);
        spool = new Spool(data, DataSize.ZERO, Duration.ofMinutes(5), files);
        pictures = new BlobStore(data, new PictureIds(clock, () -> new Random(7)), clock);
        channels = new Channels(data, pictures, clock);
        quarantine = Quarantine.open(data, clock);
        Retention retention =
                new Retention(pictures, channels, StoreConfig.of(Values.defaults(StoreConfig.SETTINGS)), clock);
        Renditions renditions = new Renditions(
                governor,
                engine,
                quarantine,
                spool,
                new Predictions(memory, Executors.newVirtualThreadPerTaskExecutor()),
                () -> false,
                () -> false);
        models = folder.resolve("models");
        loaded = new Models(
                new ModelFolder(models),
                Duration.ofMinutes(5),
                DataSize.ofMebibytes(512),
                governor,
                new ProcessGauge(memory::anonymous, engine::trim),
                Ticker.SYSTEM);
        frames = new FrameMemory(governor, "camera porch", ticker, clock);
        PictureKeeper keeper = new PictureKeeper(spool, renditions, pictures, channels, retention);
        parts = new Watcher.Parts(governor, spool, renditions, keeper, channels, loaded, ticker);
    }

    Watcher watcher(WatchOptions options) {
        Watcher watcher = new Watcher("porch", options, parts, new Watcher.Listeners(motions::add, sightings::add));
        watcher.start();
        return watcher;
    }

    void model(String name, byte[] bytes) {
        try {
            Files.createDirectories(models);
            Files.write(models.resolve(name), bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** A frame of these bytes; the caller holds it once. Null when the camera has no memory for it. */
    @Nullable
    Frame frame(byte[] jpeg, PixelSize size) {
        FrameDraft draft = frames.draft();
        draft.append(ByteBuffer.wrap(jpeg));
        return draft.finish(size);
    }

    /** Hands a frame over as a camera does, after some time has passed. */
    void send(Watcher watcher, byte[] jpeg, Duration after) {
        advance(after);
        Frame frame = Objects.requireNonNull(frame(jpeg, SIZE), "the camera has no memory for a frame");
        watcher.accept(frame);
        frame.release();
    }

    /** Sends a frame and waits until it has been looked at, or was skipped. */
    void show(Watcher watcher, byte[] jpeg, Duration after) {
        send(watcher, jpeg, after);
        idle(watcher);
    }

    static void idle(Watcher watcher) {
        eventually(() -> {
            WatchStatus status = watcher.status();
            return status.seen() == status.processed() + status.skipped() + status.failed();
        });
    }

    static void eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(500_000);
        }
        assertThat(condition.getAsBoolean()).as("came true in time").isTrue();
    }

    /** A yard with some noise of a sensor in it. */
    static BufferedImage yard(long seed, double light) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(SIZE.width(), SIZE.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                int grey = 40 + x / 5 + ((x / 40 + y / 40) % 2) * 20 + random.nextInt(13) - 6;
                int level = (int) Math.clamp(grey * light, 0, 255);
                image.setRGB(x, y, (level << 16) | (level << 8) | level);
            }
        }
        return image;
    }

    static byte[] jpeg(BufferedImage image) {
        return Pictures.encode(image, "jpg");
    }

    /** The yard with a box in it. */
    static byte[] withBox(long seed, int left, int top, int width, int height, Color colour) {
        BufferedImage image = yard(seed, 1);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(left, top, width, height);
        graphics.dispose();
        return jpeg(image);
    }

    static byte[] still(long seed) {
        return jpeg(yard(seed, 1));
    }

    List<Ledger.Holder> holders() {
        return governor.ledger().holders();
    }

    @Override
    public void close() {
        frames.close();
        loaded.close();
        quarantine.close();
        files.close();
        engine.close();
        memory.close();
        eventually(() -> holders().isEmpty());
        governor.close();
    }
}
