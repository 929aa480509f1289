package dev.sluice.camera;

import dev.sluice.camera.ingest.IngestOptions;
import dev.sluice.camera.record.RecordingMode;
import dev.sluice.camera.record.RecordingOptions;
import dev.sluice.camera.watch.MotionOptions;
import dev.sluice.camera.watch.WatchOptions;
import org.jspecify.annotations.Nullable;

/**
 * A camera as its owner wants it. Immutable.
 *
 * @param name 1 to 64 of a-z, 0-9, hyphen and underscore
 * @param running whether it is to run, now and after a restart
 * @param ingest where its frames come from
 * @param record how it is recorded
 * @param watch what else is done with its frames; null for nothing
 */
record Definition(
        String name,
        boolean running,
        IngestOptions ingest,
        RecordingOptions record,
        @Nullable WatchOptions watch) {

    /** Recording on motion looks for motion, whether or not it was said. */
    Definition {
        if (record.mode() == RecordingMode.MOTION && (watch == null || watch.motion() == null)) {
            watch = watch == null
                    ? WatchOptions.DEFAULT
                    : new WatchOptions(watch.rate(), MotionOptions.DEFAULT, watch.detector(), watch.publish());
        }
    }

    Definition running(boolean other) {
        return new Definition(name, other, ingest, record, watch);
    }
}
