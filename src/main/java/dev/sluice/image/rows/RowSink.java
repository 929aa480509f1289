package dev.sluice.image.rows;

/** Takes the rows of a picture, from the top. */
@FunctionalInterface
public interface RowSink {

    /**
     * Takes the next row.
     *
     * @param pixels interleaved channels, 16-bit ones in the machine's byte order; the reader uses the array again
     * @param bytes how many of them are the row
     */
    void row(byte[] pixels, int bytes);
}
