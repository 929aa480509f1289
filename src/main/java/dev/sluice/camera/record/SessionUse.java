package dev.sluice.camera.record;

import java.util.HashMap;
import java.util.Map;

/**
 * Which sessions are being read or deleted now, so that none is deleted while somebody looks at it. As many entries as there are requests
 * for them. Safe for threads.
 */
final class SessionUse {

    private static final int DELETED = -1;

    /** One session of one camera. */
    record Key(String camera, SessionId session) {}

    private final Map<Key, Integer> uses = new HashMap<>();

    /** Begins to read; false when it is being deleted. */
    synchronized boolean enter(Key key) {
        return uses.compute(key, (_, count) -> count == null ? 1 : count == DELETED ? DELETED : count + 1) != DELETED;
    }

    /** Reads no more. */
    synchronized void leave(Key key) {
        uses.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Begins to delete; false when it is in use. */
    synchronized boolean claim(Key key) {
        return uses.putIfAbsent(key, DELETED) == null;
    }

    /** Is deleted. */
    synchronized void release(Key key) {
        uses.remove(key);
    }
}
