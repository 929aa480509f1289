package dev.sluice.image.header;

import dev.sluice.failure.BadInput;
import java.io.IOException;

/** EXIF data wherever a picture carries them. Only the orientation is wanted of them. */
final class Exif {

    private static final int ORIENTATION = 274;

    /** Entries of EXIF data take more room once they are taken apart: this many times what other metadata take. */
    static final long UNPACKED = 2;

    private Exif() {}

    /**
     * The orientation that EXIF data ask for, 1 to 8; 1 when they ask for none or are damaged, for a picture is no worse for
     * that.
     *
     * @param from where they begin, with or without their usual prefix
     */
    static int orientation(HeaderReader in, long from, long length) throws IOException {
        long at = in.has(from, "Exif\0\0") ? from + 6 : from;
        if (length < 14 || !TiffStructure.isTiff(in, at)) {
            return 1;
        }
        try {
            return orientation(new TiffStructure(in, at), in);
        } catch (BadInput damaged) {
            return 1;
        }
    }

    private static int orientation(TiffStructure tiff, HeaderReader in) throws IOException {
        long directory = tiff.first();
        long entries = tiff.entries(directory);
        for (int i = 0; i < entries; i++) {
            in.step();
            long entry = tiff.entry(directory, i);
            if (tiff.tag(entry) == ORIENTATION) {
                return valid(tiff.value(entry));
            }
        }
        return 1;
    }

    /** The orientation as it is, or 1 for a number that means none. */
    static int valid(long orientation) {
        return orientation >= 1 && orientation <= 8 ? (int) orientation : 1;
    }
}
