package dev.sluice.config;

import dev.sluice.failure.InvalidSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places where settings are looked for. In falling strength: {@code --set}, flags, environment, stored settings, the file,
 * the default.
 *
 * @param commandLine what {@code --set} and flags say
 * @param environment all variables of the process
 * @param config the file that {@code --config} names; null for {@code SLUICE_CONFIG}, else {@code sluice.yaml} where there is one
 * @param workingFolder what relative paths start from
 */
public record Sources(
        List<Assignment> commandLine,
        Map<String, String> environment,
        @Nullable Path config,
        Path workingFolder) {

    /** Variables that the launcher or {@link Sources} reads; no setting has one of these names. */
    public static final Set<String> OTHER_VARIABLES =
            Set.of("SLUICE_HOME", "SLUICE_JAVA", "SLUICE_JVM", "SLUICE_LOG", "SLUICE_LIBVIPS", "SLUICE_CONFIG");

    private static final String PREFIX = "SLUICE_";
    private static final String USUAL_FILE = "sluice.yaml";

    public Sources {
        commandLine = List.copyOf(commandLine);
    }

    /**
     * Reads all places.
     *
     * @param settings all there are
     * @param data the one of them that names the folder with the stored settings
     * @throws InvalidSettings with all that is wrong in any place
     */
    public Resolved read(Iterable<? extends Setting<?>> settings, Setting<?> data) {
        Findings findings = new Findings(Findings.byKey(settings));
        commandLine.forEach(findings::add);
        readEnvironment(findings);
        readFile(findings);
        Path folder = folder(findings.text(data), findings);
        Path stored = folder.resolve(StoredSettings.NAME);
        if (Files.exists(stored)) {
            KeyFile.stored(stored, findings);
        }
        return findings.resolve(folder);
    }

    /** A variable that is set but empty counts as not set: that is what container tools make of an unset one. */
    private void readEnvironment(Findings findings) {
        Map<String, String> keys = new HashMap<>();
        for (Setting<?> setting : findings.known().values()) {
            keys.put(setting.variable(), setting.key());
        }
        String libvips = keys.get("SLUICE_IMAGE_LIBVIPS");
        if (libvips != null && !environment.containsKey("SLUICE_IMAGE_LIBVIPS")) {
            keys.put("SLUICE_LIBVIPS", libvips);
        }
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            String key = keys.get(name);
            if (key != null && !variable.getValue().isBlank()) {
                Origin origin = new Origin(Origin.Source.ENVIRONMENT, "environment " + name);
                findings.add(new Assignment(key, variable.getValue(), origin));
            } else if (key == null && name.startsWith(PREFIX) && !OTHER_VARIABLES.contains(name)) {
                findings.problem(Findings.unknown(name, keys.keySet()) + " (environment)");
            }
        }
    }

    private void readFile(Findings findings) {
        String variable = environment.getOrDefault("SLUICE_CONFIG", "");
        String named = config != null ? config.toString() : variable;
        Path file = folder(named.isBlank() ? USUAL_FILE : named, findings);
        if (Files.exists(file)) {
            KeyFile.yaml(file, findings);
        } else if (!named.isBlank()) {
            String place = config != null ? "--config" : "environment SLUICE_CONFIG";
            findings.problem(place + ": there is no file '" + named + "'");
        }
    }

    private Path folder(String text, Findings findings) {
        try {
            return workingFolder.resolve(text.strip());
        } catch (InvalidPathException e) {
            findings.problem("'" + text + "' is not the name of a file or folder");
            return workingFolder;
        }
    }
}
