package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.rows.jpeg.ProgressiveJpeg;
import dev.sluice.image.vips.VipsImage;
import java.io.IOException;

/**
 * Decodes as {@link Way.Baseline} says: a reader of our own rewrites a progressive JPEG as a baseline one, and libvips reads that.
 * Immutable, safe for threads.
 */
final class BaselineDecoder {

    private final Decoder decoder;
    private final boolean keepTruncated;

    /** @param truncated what becomes of files that end too early */
    BaselineDecoder(Decoder decoder, EngineConfig.Truncated truncated) {
        this.decoder = decoder;
        keepTruncated = truncated == EngineConfig.Truncated.KEEP;
    }

    /**
     * Rewrites all of it; pixels follow when they are asked for. Holds a few rows on the heap, as priced.
     *
     * @return with a temporary file, until it is closed by the caller
     * @throws BadInput when the picture is damaged, or is of a kind that only libvips reads
     * @throws dev.sluice.failure.Refused.TooLarge when it turns out to need more heap than there is
     * @throws StoreFailure when it cannot be read or written
     */
    Decoded open(Run run) {
        ScratchFile file = run.provision().scratch().create();
        try {
            rewrite(run, file);
            run.provision().stages().accept("baseline");
            VipsImage image =
                    decoder.open(file.path(), run.probe().type(), run.plan().way());
            return new Decoded(image, file::close, image.width(), image.height());
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    private void rewrite(Run run, ScratchFile file) {
        try (ProgressiveJpeg picture = ProgressiveJpeg.open(run.source(), keepTruncated, new LeasedHeap(run.lease()))) {
            if (!keepTruncated && picture.smoothedElsewhere()) {
                throw new BadInput(
                        BadInput.Kind.UNSUPPORTED_PICTURE,
                        "details of this picture are missing: it needs a smoothing decoder");
            }
            picture.toBaseline(file.content(), run.stop()::check);
        } catch (IOException broken) {
            throw PixelFile.notWritten(broken);
        }
    }
}
