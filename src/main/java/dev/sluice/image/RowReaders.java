package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.webp.LosslessWebp;
import java.nio.file.Path;

/** Which pictures {@link Way.Rows} reads, with which reader, and for how much heap. */
final class RowReaders {

    private RowReaders() {}

    /** Whether there is a reader for pictures of this kind. */
    static boolean read(Probe probe) {
        return probe.layout() instanceof Layout.Webp(boolean lossless, boolean animated) && lossless && !animated;
    }

    /**
     * Opens a picture of such a kind.
     *
     * @return to be closed by the caller
     * @throws BadInput when it is damaged, or is not of such a kind after all
     */
    static RowReader open(Path file, Probe probe, int shrink, Allowance allowance) {
        if (!read(probe)) {
            throw new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "this picture cannot be read row by row");
        }
        return LosslessWebp.open(file, shrink, allowance);
    }

    /** Bytes of heap that the reader holds. */
    static long heap(Probe probe, int shrink) {
        return LosslessWebp.heap(probe.size(), probe.alpha(), shrink);
    }
}
