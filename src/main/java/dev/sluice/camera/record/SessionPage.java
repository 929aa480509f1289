package dev.sluice.camera.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some sessions of a camera, the newest first.
 *
 * @param next what to ask the next page with; null when this is the last
 */
record SessionPage(List<SessionFacts> sessions, @Nullable SessionId next) {

    SessionPage {
        sessions = List.copyOf(sessions);
    }
}
