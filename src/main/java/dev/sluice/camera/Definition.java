package dev.sluice.camera;

import dev.sluice.camera.ingest.IngestOptions;

/**
 * A camera as its owner wants it. Immutable.
 *
 * @param name 1 to 64 of a-z, 0-9, hyphen and underscore
 * @param running whether it is to run, now and after a restart
 * @param ingest where its frames come from
 */
record Definition(String name, boolean running, IngestOptions ingest) {

    Definition running(boolean other) {
        return new Definition(name, other, ingest);
    }
}
