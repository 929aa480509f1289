package dev.sluice.camera.ingest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why no frames come from a camera. The message is for the one who set it up: what is wrong and what to do, without address and password. */
final class CameraFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    private CameraFailure(String message, boolean lasting, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** One that may have passed a moment later. */
    static CameraFailure passing(String message) {
        return new CameraFailure(message, false, null);
    }

    /** One that may have passed a moment later. */
    static CameraFailure passing(String message, Throwable cause) {
        return new CameraFailure(message, false, cause);
    }

    /** One that stays until somebody changes something: the next try has time. */
    static CameraFailure lasting(String message) {
        return new CameraFailure(message, true, null);
    }

    /** Whether it stays until somebody changes something. */
    boolean lasting() {
        return lasting;
    }
}
