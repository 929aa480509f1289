package dev.sluice;

import dev.sluice.config.Kind;
import dev.sluice.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the documentation of all settings and the sample file from their declarations. */
final class SettingsReference {

    static final Path PAGE = Path.of("docs/configuration.md");
    static final Path SAMPLE = Path.of("deploy/sluice.sample.yaml");

    private static final String INTRODUCTION = """
            # Configuration

            Written by `./run docs` from the declarations in the code; a test fails when it is stale.

            Every setting has a default: none needs to be set. A value is looked for in these places; the first that has one counts:

            1. `--set key=value` on the command line
            2. a flag of its own: FLAGS
            3. the environment: `SLUICE_` and the key in capitals, `.` and `-` as `_`; an empty variable counts as not set
            4. stored settings: what `POST /config` changed at run time, kept in `settings.json` in the data folder
            5. the file: the one `--config` or `SLUICE_CONFIG` names, else `sluice.yaml` in the working folder, where there is one;
               nested maps or dotted keys, each key once, at most 256 KiB
            6. the default

            `memory` is a limit: when the command line and the environment both give one, the smaller counts.

            A key or a variable starting with `SLUICE_` that does not exist, and a value that cannot be used, stop the start; all that is
            wrong is reported at once, with its place. `sluice check-config` does only that, and prints what is in force and
            where each value came from. Secrets are never printed.

            Settings with **yes** under "Run time" can be changed by `POST /config` while the server runs. One that the command line or
            the environment holds cannot (409).

            A size is a whole number followed by `B`, `KiB`, `MiB` or `GiB`. A time is a whole number followed by `ms`, `s`, `m`, `h` or `d`.
            In the environment and on the command line a list is separated by commas.

            These variables are no settings: `SLUICE_CONFIG` names the file, `SLUICE_HOME`, `SLUICE_JAVA`, `SLUICE_JVM` and `SLUICE_LOG`
            are read by the launcher. `SLUICE_LIBVIPS` is another name of `SLUICE_IMAGE_LIBVIPS`. A Kubernetes service called `sluice`
            adds variables of its own to every pod: switch them off with `enableServiceLinks: false`.
            """;

    private SettingsReference() {}

    /** Writes both files below the folder that is given, or the working folder. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments.length == 0 ? "" : arguments[0]);
        write(root.resolve(PAGE), page());
        write(root.resolve(SAMPLE), sample());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    static String page() {
        List<String> flags = Settings.FLAGS.keySet().stream()
                .sorted()
                .map(flag -> "`" + flag + "`")
                .toList();
        StringBuilder page = new StringBuilder(INTRODUCTION.replace("FLAGS", String.join(", ", flags)));
        sections().forEach((section, settings) -> {
            page.append("\n## ").append(section).append("\n\n");
            page.append("| Key and variable | Default | Value | Run time | Meaning |\n|---|---|---|---|---|\n");
            settings.forEach(setting -> page.append(row(setting)));
        });
        return page.toString();
    }

    private static String row(Setting<?> setting) {
        String fallback = setting.fallback().isEmpty() ? "empty" : "`" + setting.fallback() + "`";
        return "| `%s`<br>`%s` | %s | %s | %s | %s |%n"
                .formatted(
                        setting.key(),
                        setting.variable(),
                        fallback,
                        (setting.rules() + (setting.secret() ? "; secret" : "")).replace("|", "\\|"),
                        setting.runtime() ? "**yes**" : "no",
                        setting.meaning().replace("|", "\\|"));
    }

    static String sample() {
        StringBuilder sample = new StringBuilder("""
                # Settings of Sluice, all at their defaults. Remove the '#' of a key to set it.
                # Written by './run docs'; docs/configuration.md says more.
                """);
        sections().forEach((section, settings) -> {
            sample.append("\n## ").append(section).append('\n');
            for (Setting<?> setting : settings) {
                wrap(setting.meaning()).forEach(line -> sample.append("\n# ").append(line));
                sample.append("\n# (")
                        .append(setting.rules())
                        .append(")\n#")
                        .append(line(setting))
                        .append('\n');
            }
        });
        return sample.toString();
    }

    private static String line(Setting<?> setting) {
        String text = setting.fallback();
        if (setting.kind().equals(Kind.LIST)) {
            return setting.key() + ": [" + text.replace(",", ", ") + "]";
        }
        boolean plain =
                !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "./-".indexOf(c) >= 0);
        return setting.key() + ": " + (plain ? text : "'" + text.replace("'", "''") + "'");
    }

    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > 98) {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().strip());
        return lines;
    }

    private static Map<String, List<Setting<?>>> sections() {
        Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            int dot = setting.key().indexOf('.');
            String section = dot < 0 ? "general" : setting.key().substring(0, dot);
            sections.computeIfAbsent(section, name -> new ArrayList<>()).add(setting);
        }
        return sections;
    }
}
