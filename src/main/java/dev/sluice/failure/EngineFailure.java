package dev.sluice.failure;

import org.jspecify.annotations.Nullable;

/** The engine failed at something that was not the picture's fault: libvips is missing, too old, or broke its contract. */
public final class EngineFailure extends SluiceException {

    private static final long serialVersionUID = 1L;

    public EngineFailure(String message) {
        super(message, null);
    }

    public EngineFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
