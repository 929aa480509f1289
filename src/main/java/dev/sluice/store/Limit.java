package dev.sluice.store;

import dev.sluice.config.Kind;

/** The most there may be of something, or an explicit {@code none}. */
public sealed interface Limit<T extends Comparable<T>> {

    /** No limit: the user wrote {@code none}. */
    record None<T extends Comparable<T>>() implements Limit<T> {}

    /**
     * A limit.
     *
     * @param most what is still allowed
     */
    record AtMost<T extends Comparable<T>>(T most) implements Limit<T> {}

    /** Whether {@code value} is within the limit. */
    default boolean allows(T value) {
        return switch (this) {
            case None<T>() -> true;
            case AtMost<T>(T most) -> value.compareTo(most) <= 0;
        };
    }

    /** How a limit is written: {@code none}, or as {@code kind} is. */
    static <T extends Comparable<T>> Kind<Limit<T>> kind(Kind<T> kind) {
        return new Kind<>(
                kind.name() + ", or none",
                text -> text.strip().equals("none") ? new None<>() : new AtMost<>(kind.read(text)),
                limit -> switch (limit) {
                    case None<T>() -> "none";
                    case AtMost<T>(T most) -> kind.write(most);
                });
    }
}
