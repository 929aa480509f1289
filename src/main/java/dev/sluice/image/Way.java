package dev.sluice.image;

/** How the source of a plan is decoded. */
public sealed interface Way {

    /**
     * By libvips.
     *
     * @param shrink what the decoder divides both sides by while it decodes: 1, 2, 4 or 8 for JPEG, any whole number for WebP,
     *     1 where the format cannot
     * @param page which page, frame or pyramid level is read, from 0
     */
    record Engine(int shrink, int page) implements Way {}

    /**
     * Of a progressive JPEG: by a reader of our own into a baseline JPEG in a temporary file, which holds the same coefficients, and
     * from there by libvips. Takes a few rows of the picture instead of all of it.
     *
     * @param shrink as for {@link Engine}, when the temporary file is read
     */
    record Baseline(int shrink) implements Way {}

    /**
     * By a reader of our own that averages the picture down while it comes, into memory, from where libvips takes it. Holds a few rows
     * of the picture and all of what is left of it.
     *
     * @param shrink what both sides are divided by, any whole number
     */
    record Rows(int shrink) implements Way {}

    /**
     * As {@link Rows}, but what is left of the picture is put into a temporary file, which libvips reads as if it were memory. Holds a few
     * rows of the picture; what the kernel keeps of the file it can take back.
     *
     * @param shrink what both sides are divided by, any whole number
     */
    record RowsOnDisk(int shrink) implements Way {}

    /**
     * By libvips: the first frames of an animation, one after the other. Each is worked on by itself, and all results stand in memory, one
     * below the other, until the last is there.
     *
     * @param frames how many, at least 2
     */
    record Frames(int frames) implements Way {
        @Override
        public int shrink() {
            return 1;
        }
    }

    /** What both sides are divided by while the picture is decoded. */
    int shrink();
}
