package dev.sluice.cli;

import dev.sluice.config.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words after a command, sorted by its grammar. Written here because a library for it took 70 ms of every start. */
final class Arguments {

    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private Arguments() {}

    /**
     * Options may stand anywhere, as {@code --port 80} or {@code --port=80}; after {@code --} all words are operands.
     *
     * @throws UsageException when a word fits nowhere
     */
    static Arguments parse(Verb verb, List<String> words) {
        Arguments arguments = new Arguments();
        List<Option> known = verb.options();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                arguments.operands.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                arguments.operands.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            Option option = find(equals < 0 ? word : word.substring(0, equals), known, verb);
            if (equals >= 0 && option.takesValue()) {
                arguments.add(option, word.substring(equals + 1));
            } else if (equals >= 0) {
                throw new UsageException(option.name() + " takes no value");
            } else if (!option.takesValue()) {
                arguments.add(option, "true");
            } else if (++i < words.size()) {
                arguments.add(option, words.get(i));
            } else {
                throw new UsageException(option.name() + " needs a value: " + option.usage());
            }
        }
        if (!verb.accepts(arguments.operands.size())) {
            throw new UsageException(arguments.operands.size() + " files or names were given: " + verb.usage());
        }
        return arguments;
    }

    private static Option find(String name, List<Option> known, Verb verb) {
        List<String> names = new ArrayList<>();
        for (Option option : known) {
            if (option.name().equals(name)) {
                return option;
            }
            names.add(option.name());
        }
        throw new UsageException("there is no option " + name + "; "
                + Nearest.to(name, names)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("'sluice " + verb.text() + " --help' lists all"));
    }

    private void add(Option option, String value) {
        List<String> values = options.computeIfAbsent(option.name(), name -> new ArrayList<>());
        if (!values.isEmpty() && !option.equals(Option.SET)) {
            throw new UsageException(option.name() + " is given twice");
        }
        values.add(value);
    }

    /** The value of an option that may be given once; null when it is not given. */
    @Nullable
    String value(String name) {
        return options.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }

    List<String> values(String name) {
        return List.copyOf(options.getOrDefault(name, List.of()));
    }

    List<String> operands() {
        return List.copyOf(operands);
    }
}
