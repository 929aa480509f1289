package dev.sluice.inference;

import dev.sluice.failure.SluiceException;
import dev.sluice.support.OnnxModel;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A process that loads damaged models, says each seed before it does, and what became of it. */
final class HostileModels {

    private HostileModels() {}

    /** @param arguments folder, first seed, number of seeds */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        byte[] whole = OnnxModel.yolo(16, true, false);
        try (ModelsFixture fixture = new ModelsFixture(folder, DataSize.ofMebibytes(96), ModelsFixture.BUDGET)) {
            for (long seed = first; seed < first + Long.parseLong(arguments[2]); seed++) {
                System.out.println("seed " + seed);
                fixture.put("model.onnx", damaged(whole, new Random(seed)));
                System.out.println(outcome(fixture));
                fixture.offset.addAndGet(600_000_000_000L);
                fixture.models.putAwayIdle();
                Files.delete(folder.resolve("model.onnx"));
            }
            System.out.println("held " + fixture.held("model model.onnx").size());
        }
        System.out.println("end");
    }

    private static String outcome(ModelsFixture fixture) {
        try {
            return "said "
                    + fixture.ask(ModelsFixture.floats("model.onnx", 16), 0.5f, ModelsFixture.soon())
                            .size();
        } catch (SluiceException foreseen) {
            return "refused " + foreseen.getMessage();
        }
    }

    /** Some bytes changed, mostly where the structure is, or the end cut off. */
    private static byte[] damaged(byte[] whole, Random random) {
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int end = random.nextInt(600);
            int at = random.nextBoolean() ? bytes.length - 1 - end : end;
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
        return bytes;
    }
}
