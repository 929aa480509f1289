package dev.sluice.config;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.StoreFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The settings of a running server: some of them can be changed without a restart, and stay changed after one. Safe for threads;
 * readers never wait.
 *
 * @param <T> the record of all configuration records
 */
public final class LiveSettings<T> {

    private record State<T>(Resolved resolved, T value) {}

    private final Function<Values, T> compose;
    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
    private volatile State<T> state;

    /**
     * Nothing is read or written until the first change.
     *
     * @param resolved the settings at the start
     * @param compose makes the record; throws {@link IllegalArgumentException} when values contradict each other
     * @throws InvalidSettings when values contradict each other
     */
    public LiveSettings(Resolved resolved, Function<Values, T> compose) {
        this.compose = compose;
        this.state = compose(resolved);
    }

    /** The settings in force, as records. */
    public T current() {
        return state.value();
    }

    /** The settings in force, with where each came from. */
    public Resolved resolved() {
        return state.resolved();
    }

    /** Tells about every later change, in the thread that made it, after it is in force. A listener is quick and does not throw. */
    public void listen(Consumer<? super T> listener) {
        listeners.add(listener);
    }

    /**
     * Changes some settings at once, or none of them. They are on disk and in force when this returns.
     *
     * @param changes new text by key; a setting that cannot be changed may be among them when its value stays the same
     * @return the settings now in force
     * @throws InvalidSettings when a key is unknown, takes a restart, or its value is wrong: with all that is wrong
     * @throws Conflict when the command line or the environment holds a setting: with where
     * @throws StoreFailure when the change cannot be saved
     */
    public synchronized T change(Map<String, String> changes) {
        State<T> next = compose(state.resolved().changed(changes));
        StoredSettings.write(next.resolved().folder(), next.resolved().stored());
        state = next;
        for (Consumer<? super T> listener : listeners) {
            listener.accept(next.value());
        }
        return next.value();
    }

    private State<T> compose(Resolved resolved) {
        try {
            return new State<>(resolved, compose.apply(resolved.values()));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettings(List.of(String.valueOf(e.getMessage())));
        }
    }
}
