package dev.sluice.config;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.InvalidSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings in force, each with where it came from. Immutable. */
public final class Resolved {

    /**
     * A value that some place gives.
     *
     * @param value read and checked
     * @param origin the place
     * @param <T> type of the value
     */
    public record Given<T>(T value, Origin origin) {}

    private final Map<String, Setting<?>> known;
    private final Map<String, List<Given<?>>> given;
    private final List<Assignment> assignments;
    private final Path folder;
    private final Values values;

    /**
     * @param known by key, in the order of the documentation
     * @param given for each key at least the default, the strongest first
     * @param assignments what {@code given} was read from
     * @param folder where run-time changes are stored
     */
    Resolved(
            Map<String, Setting<?>> known,
            Map<String, List<Given<?>>> given,
            List<Assignment> assignments,
            Path folder) {
        this.known = known;
        this.given = given;
        this.assignments = List.copyOf(assignments);
        this.folder = folder;
        Map<String, Object> inForce = new HashMap<>();
        for (Setting<?> setting : known.values()) {
            inForce.put(setting.key(), inForce(setting).value());
        }
        this.values = new Values(inForce);
    }

    /** All settings, in the order of the documentation. */
    public Collection<Setting<?>> settings() {
        return Collections.unmodifiableCollection(known.values());
    }

    /** The values in force. */
    public Values values() {
        return values;
    }

    /** Where the value in force came from. */
    public Origin origin(Setting<?> setting) {
        return inForce(setting).origin();
    }

    /** Every value that some place gives, the strongest place first, the default last. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public <T> List<Given<T>> all(Setting<T> setting) {
        List<Given<?>> all = given.get(setting.key());
        if (all == null) {
            throw new IllegalArgumentException(setting.key() + " is not among the settings that were read");
        }
        return (List) Collections.unmodifiableList(all);
    }

    /** The value in force as the user would write it; three stars for a secret that is set. */
    public <T> String shown(Setting<T> setting) {
        String text = setting.kind().write(values.get(setting));
        return setting.secret() && !text.isEmpty() ? "***" : text;
    }

    /**
     * The settings as they would be with some of them changed at run time. A setting that cannot be changed may be among them
     * when its value stays the same, so that what was shown can be sent back as a whole.
     *
     * @param changes new text by key
     * @throws InvalidSettings when a key is unknown, takes a restart, or its value is wrong: with all that is wrong
     * @throws Conflict when the command line or the environment holds a setting
     */
    Resolved changed(Map<String, String> changes) {
        List<String> problems = new ArrayList<>();
        List<String> held = new ArrayList<>();
        SortedMap<String, String> stored = stored();
        changes.forEach((key, text) -> {
            Setting<?> setting = known.get(key);
            if (setting == null) {
                problems.add(Findings.unknown(key, known.keySet()));
            } else {
                change(setting, text, stored, problems, held);
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        if (!held.isEmpty()) {
            throw new Conflict(String.join("\n", held));
        }
        return with(stored);
    }

    private void change(
            Setting<?> setting,
            String text,
            SortedMap<String, String> stored,
            List<String> problems,
            List<String> held) {
        Given<?> inForce = inForce(setting);
        if (setting.secret() && text.equals(shown(setting))) {
            return;
        }
        try {
            boolean same = setting.read(text).equals(inForce.value());
            boolean holds = inForce.origin().source().holds();
            if (setting.runtime() && !holds) {
                stored.put(setting.key(), text);
            } else if (!same && !setting.runtime()) {
                problems.add(setting.key() + ": it cannot be changed while the server runs; set it ("
                        + setting.variable() + " or sluice.yaml) and restart");
            } else if (!same) {
                held.add(setting.key() + ": it is held by " + inForce.origin() + "; change it there and restart");
            }
        } catch (IllegalArgumentException e) {
            problems.add(Findings.wrong(setting, text, "", e));
        }
    }

    private Resolved with(SortedMap<String, String> stored) {
        Findings findings = new Findings(known);
        for (Assignment assignment : assignments) {
            if (assignment.origin().source() != Origin.Source.STORED) {
                findings.add(assignment);
            }
        }
        stored.forEach((key, text) -> findings.add(new Assignment(key, text, Origin.STORED)));
        return findings.resolve(folder);
    }

    /** What is stored, as text by key. */
    SortedMap<String, String> stored() {
        SortedMap<String, String> stored = new TreeMap<>();
        for (Assignment assignment : assignments) {
            if (assignment.origin().source() == Origin.Source.STORED) {
                stored.put(assignment.key(), assignment.text());
            }
        }
        return stored;
    }

    /** Where run-time changes are stored. */
    Path folder() {
        return folder;
    }

    private <T> Given<T> inForce(Setting<T> setting) {
        List<Given<T>> all = all(setting);
        Given<T> least = all.getFirst();
        Comparator<T> smallest = setting.smallest();
        if (smallest == null) {
            return least;
        }
        for (Given<T> other : all) {
            if (other.origin().source().holds() && smallest.compare(other.value(), least.value()) < 0) {
                least = other;
            }
        }
        return least;
    }
}
