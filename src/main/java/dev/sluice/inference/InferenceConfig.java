package dev.sluice.inference;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user decides about models.
 *
 * @param modelsFolder where models and their labels lie; empty for the folder {@code models} of the data folder
 * @param idle after which a model that nobody uses is put away
 */
public record InferenceConfig(String modelsFolder, Duration idle) {

    static final Setting<String> MODELS_FOLDER = Setting.text(
            "inference.models-folder",
            "",
            "Folder with the ONNX models that cameras may use, and their labels. Empty: the folder models of the data folder. A model"
                    + " is a program: put there only what you trust.");

    static final Setting<Duration> IDLE = Setting.duration(
                    "inference.idle",
                    "5m",
                    "How long a model stays in memory when nobody uses it. It is loaded again when it is needed, which takes about a"
                            + " second.")
            .check(idle -> idle.toMillis() >= 1_000 && idle.toHours() <= 24, "from 1s to 24h");

    /** All settings of this package. */
    public static final List<Setting<?>> SETTINGS = List.of(MODELS_FOLDER, IDLE);

    /** The configuration that {@code values} describe. */
    public static InferenceConfig of(Values values) {
        return new InferenceConfig(values.get(MODELS_FOLDER), values.get(IDLE));
    }

    /** @param data the data folder */
    public ModelFolder folder(Path data) {
        return new ModelFolder(modelsFolder.isEmpty() ? data.resolve("models") : Path.of(modelsFolder));
    }
}
