package dev.sluice.cli;

import dev.sluice.config.Nearest;
import dev.sluice.failure.BadInput;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.RenditionParameters;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a command of the words the user typed. */
final class CommandLine {

    private static final List<String> HELP = List.of("--help", "-h", "help");

    private CommandLine() {}

    /** @throws UsageException saying what is wrong and what would be right */
    static Command parse(List<String> words, String version) {
        if (words.isEmpty()) {
            throw new UsageException("a command is missing\n\n" + Verb.overview());
        }
        String first = words.getFirst();
        if (HELP.contains(first)) {
            return new Help(Verb.overview());
        }
        if (first.equals("--version")) {
            return new Help("sluice " + version + "\n");
        }
        Verb verb = verb(first);
        List<String> rest = words.subList(1, words.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            return new Help(verb.help());
        }
        try {
            return command(verb, Arguments.parse(verb, rest));
        } catch (InvalidPathException e) {
            throw new UsageException("'" + e.getInput() + "' is not the name of a file");
        }
    }

    private static Verb verb(String word) {
        List<String> names = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (verb.text().equals(word)) {
                return verb;
            }
            names.add(verb.text());
        }
        throw new UsageException("there is no command '" + word + "'; "
                + Nearest.to(word, names)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("the commands are " + String.join(", ", names)));
    }

    private static Command command(Verb verb, Arguments arguments) {
        GivenSettings settings = GivenSettings.of(arguments);
        List<String> operands = arguments.operands();
        return switch (verb) {
            case SERVE -> new Serve(settings);
            case CHECK_CONFIG -> new CheckConfig(settings);
            case SIGN -> new Sign(settings, operands.getFirst());
            case MIGRATE_IMGPROXY -> new MigrateImgproxy(operands.isEmpty() ? null : Path.of(operands.getFirst()));
            case DOCTOR -> new Doctor(settings);
            case INSPECT ->
                new Inspect(
                        settings,
                        operands.stream().map(Path::of).toList(),
                        rendition(arguments, new HashMap<>()),
                        arguments.value("--json") != null);
            case TRANSFORM ->
                new Transform(
                        settings,
                        Path.of(operands.getFirst()),
                        Path.of(operands.getLast()),
                        rendition(arguments, formatOf(operands.getLast())));
        };
    }

    /** The format that the ending of a file's name asks for, unless {@code --format} does. */
    private static Map<String, String> formatOf(String file) {
        Map<String, String> parameters = new HashMap<>();
        int dot = file.lastIndexOf('.');
        if (dot > file.lastIndexOf('/')) {
            parameters.put("format", file.substring(dot + 1).toLowerCase(Locale.ROOT));
        }
        return parameters;
    }

    private static RenditionOptions rendition(Arguments arguments, Map<String, String> parameters) {
        for (String name : RenditionParameters.NAMES) {
            String value = arguments.value("--" + name);
            if (value != null) {
                parameters.put(name, value);
            }
        }
        try {
            return RenditionParameters.read(parameters);
        } catch (BadInput e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
