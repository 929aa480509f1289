package dev.sluice.config;

import dev.sluice.failure.InvalidSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all places say, gathered until it can be judged as a whole. Not safe for threads. */
final class Findings {

    private static final int SHOWN_CHARACTERS = 80;
    private static final Comparator<Assignment> STRONGEST_FIRST =
            (one, other) -> one.origin().source().compareTo(other.origin().source());

    private final Map<String, Setting<?>> known;
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Findings(Map<String, Setting<?>> known) {
        this.known = known;
    }

    /** @throws IllegalArgumentException when two settings have the same key */
    static Map<String, Setting<?>> byKey(Iterable<? extends Setting<?>> settings) {
        Map<String, Setting<?>> known = new LinkedHashMap<>();
        for (Setting<?> setting : settings) {
            if (known.put(setting.key(), setting) != null) {
                throw new IllegalArgumentException("two settings have the key " + setting.key());
            }
        }
        return known;
    }

    Map<String, Setting<?>> known() {
        return known;
    }

    void add(Assignment assignment) {
        assignments.add(assignment);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** What the strongest place says about a setting, or its default. */
    String text(Setting<?> setting) {
        assignments.sort(STRONGEST_FIRST);
        for (Assignment assignment : assignments) {
            if (assignment.key().equals(setting.key())) {
                return assignment.text();
            }
        }
        return setting.fallback();
    }

    /**
     * The settings in force.
     *
     * @param folder where run-time changes are stored
     * @throws InvalidSettings with all that is wrong
     */
    Resolved resolve(Path folder) {
        assignments.sort(STRONGEST_FIRST);
        Map<String, List<Resolved.Given<?>>> given = new HashMap<>();
        for (Assignment assignment : assignments) {
            judge(assignment)
                    .ifPresent(value -> given.computeIfAbsent(assignment.key(), key -> new ArrayList<>())
                            .add(value));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        for (Setting<?> setting : known.values()) {
            given.computeIfAbsent(setting.key(), key -> new ArrayList<>())
                    .add(new Resolved.Given<>(setting.read(setting.fallback()), Origin.DEFAULT));
        }
        return new Resolved(known, given, assignments, folder);
    }

    private Optional<Resolved.Given<?>> judge(Assignment assignment) {
        Setting<?> setting = known.get(assignment.key());
        Origin origin = assignment.origin();
        if (setting == null) {
            if (!emptySection(assignment)) {
                problems.add(unknown(assignment.key(), known.keySet()) + " (" + origin + ")");
            }
            return Optional.empty();
        }
        if (origin.source() == Origin.Source.STORED && !setting.runtime()) {
            problems.add(setting.key() + " (" + origin + "): it takes effect at a start only and cannot be stored;"
                    + " remove it from " + StoredSettings.NAME + " in the data folder");
            return Optional.empty();
        }
        try {
            return Optional.of(new Resolved.Given<>(setting.read(assignment.text()), origin));
        } catch (IllegalArgumentException e) {
            problems.add(wrong(setting, assignment.text(), " (" + origin + ")", e));
            return Optional.empty();
        }
    }

    /** A section of the file all of whose keys are commented out. */
    private boolean emptySection(Assignment assignment) {
        String prefix = assignment.key() + ".";
        return assignment.text().isEmpty() && known.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** Says that a key does not exist; its value is not shown, for it may be a secret under a mistyped name. */
    static String unknown(String key, Iterable<String> known) {
        return shown(key) + ": there is no such setting"
                + Nearest.to(key, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; 'sluice check-config' lists all");
    }

    /** Says what is wrong with a value; a secret is neither shown nor quoted. */
    static String wrong(Setting<?> setting, String text, String place, IllegalArgumentException reason) {
        return setting.secret()
                ? setting.key() + " = ***" + place + ": it must be " + setting.rules()
                : setting.key() + " = " + shown(text) + place + ": " + reason.getMessage();
    }

    private static String shown(String text) {
        String line = text.codePoints()
                .limit(SHOWN_CHARACTERS)
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < text.length() ? line + "..." : line;
    }
}
