package dev.sluice.inference;

import dev.sluice.failure.SluiceException;
import dev.sluice.units.DataSize;
import java.nio.file.Path;

/** A process that has models and uses none. */
final class UnusedModels {

    private UnusedModels() {}

    /** @param arguments a folder */
    public static void main(String[] arguments) {
        try (ModelsFixture fixture =
                new ModelsFixture(Path.of(arguments[0]), DataSize.ofMebibytes(96), ModelsFixture.BUDGET)) {
            fixture.models.putAwayIdle();
            try {
                fixture.ask(ModelsFixture.floats("missing.onnx", 16), 0, ModelsFixture.soon());
            } catch (SluiceException missing) {
                System.out.println("refused");
            }
        }
        System.out.println("end");
    }
}
