package dev.sluice.inference;

import dev.sluice.governor.Governor;
import dev.sluice.governor.Ledger;
import dev.sluice.governor.ProcessMemory;
import dev.sluice.governor.Purpose;
import dev.sluice.governor.SystemFiles;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsLocator;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Models in a folder, with the real library, the real gate and the real memory of this process. */
final class ModelsFixture implements AutoCloseable {

    static final DataSize BUDGET = DataSize.ofMebibytes(512);

    final Path folder;
    final Governor governor;
    final AtomicLong offset = new AtomicLong();
    final Ticker ticker = () -> System.nanoTime() + offset.get();
    final ProcessMemory memory = new ProcessMemory(new SystemFiles(Path.of("/")));
    final ImageEngine engine = new ImageEngine(
            new VipsLibrary(new VipsLocator("", Path.of(System.getProperty("user.dir"))), false),
            new EngineConfig("", false, EngineConfig.Truncated.REFUSE, 1),
            1);
    final Models models;

    ModelsFixture(Path folder, DataSize pool, DataSize budget) {
        this.folder = folder;
        governor = new Governor(pool, 1);
        models = new Models(
                new ModelFolder(folder),
                Duration.ofMinutes(5),
                budget,
                governor,
                new ProcessGauge(memory::anonymous, engine::trim),
                ticker);
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM);
    }

    Path put(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static ModelSpec floats(String file, int side) {
        return new ModelSpec(file, List.of(1L, 3L, (long) side, (long) side), ModelSpec.Element.FLOAT32, List.of());
    }

    /** What a model says of an input of one number everywhere. */
    List<Double> ask(ModelSpec spec, float value, Deadline by) {
        return models.use(spec, "test", by, inference -> {
            FloatBuffer input = inference.input().asFloatBuffer();
            for (int i = 0; i < input.limit(); i++) {
                input.put(i, value);
            }
            List<Double> said = new ArrayList<>();
            for (Tensor tensor : inference.run()) {
                for (int i = 0; i < tensor.count(); i++) {
                    said.add(tensor.at(i));
                }
            }
            return said;
        });
    }

    /** What is held for models, the one of that name only. */
    List<DataSize> held(String tag) {
        return governor.ledger().holders().stream()
                .map(Ledger.Holder::held)
                .filter(held -> held.purpose() == Purpose.MODEL && held.tag().equals(tag))
                .map(held -> held.memory())
                .toList();
    }

    @Override
    public void close() {
        models.close();
        engine.close();
        memory.close();
    }
}
