package dev.sluice.failure;

import org.jspecify.annotations.Nullable;

/**
 * Root of all failures that Sluice foresees. The message is for the one who asked: what was wrong and what to do about it,
 * without paths or secrets of the machine.
 */
public abstract sealed class SluiceException extends RuntimeException
        permits BadInput,
                CannotStart,
                Conflict,
                Denied,
                EngineFailure,
                Expired,
                Gone,
                InvalidSettings,
                NotFound,
                OriginFailure,
                Refused,
                StoreFailure {

    private static final long serialVersionUID = 1L;

    SluiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
