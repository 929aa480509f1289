package dev.sluice.camera.frame;

import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;

/**
 * Makes pictures of frames as every other picture is made: from a file that is in memory where it is small, under a lease of its price.
 * Holds nothing between calls. Immutable, safe for threads.
 */
public final class FrameRenditions {

    private final Renditions renditions;
    private final Spool spool;

    public FrameRenditions(Renditions renditions, Spool spool) {
        this.renditions = renditions;
        this.spool = spool;
    }

    /**
     * Makes a picture of a frame.
     *
     * @return to be closed by the caller
     * @see Renditions#make for what is thrown
     */
    public Rendition make(Frame frame, RenditionOptions options, Job job) {
        try (SpoolFile file = spool.createFor(job.tag(), frame.length())) {
            file.write(frame.bytes());
            Rendition made = renditions.make(new Source(file.path(), file.fingerprint()), options, job);
            file.settle();
            return made;
        }
    }
}
