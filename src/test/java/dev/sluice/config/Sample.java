package dev.sluice.config;

import dev.sluice.units.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of a program that does not exist, and the places to give them in. */
final class Sample {

    static final Setting<DataSize> MEMORY =
            Setting.size("memory", "512MiB", "Memory for everything.").limit(Comparator.naturalOrder());
    static final Setting<String> DATA = Setting.text("data", "data", "Folder of all data.");
    static final Setting<Integer> PORT = Setting.integer("http.port", 8000, 0, 65_535, "Port.");
    static final Setting<String> TOKEN = Setting.text("access.token", "", "Secret of the clients.")
            .check(token -> token.isEmpty() || token.length() >= 8, "empty or at least 8 characters")
            .masked();
    static final Setting<List<String>> PUBLIC = Setting.list("access.public", "", "Paths open to all.");
    static final Setting<Integer> DIMENSION = Setting.integer(
                    "receive.max-image-dimension", 2000, 1, 65_535, "Longest side.")
            .live();
    static final Setting<Duration> WAIT =
            Setting.duration("receive.wait", "30s", "Longest wait.").live();
    static final Setting<String> LIBVIPS = Setting.text("image.libvips", "", "Another libvips.");

    static final List<Setting<?>> ALL = List.of(MEMORY, DATA, PORT, TOKEN, PUBLIC, DIMENSION, WAIT, LIBVIPS);

    private final Path folder;
    private final List<Assignment> commandLine = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path config;

    Sample(Path folder) {
        this.folder = folder;
    }

    Sample set(String key, String text) {
        commandLine.add(new Assignment(key, text, new Origin(Origin.Source.SET, "--set")));
        return this;
    }

    Sample flag(String flag, Setting<?> setting, String text) {
        commandLine.add(new Assignment(setting.key(), text, new Origin(Origin.Source.FLAG, flag)));
        return this;
    }

    Sample environment(String name, String text) {
        environment.put(name, text);
        return this;
    }

    Sample config(String name) {
        config = Path.of(name);
        return this;
    }

    Resolved read() {
        return new Sources(commandLine, environment, config, folder).read(ALL, DATA);
    }
}
