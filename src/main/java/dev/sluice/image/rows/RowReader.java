package dev.sluice.image.rows;

import dev.sluice.units.PixelSize;

/**
 * Reads a picture once, row by row from the top, averaged down by a whole number while it comes. Each pixel of the result is the
 * mean of the square it stands for, weighted by alpha where there is any. The squares are laid evenly over the picture, so that the
 * outermost ones may be cut off at all sides and are then the mean of what is there. For one thread.
 */
public interface RowReader extends AutoCloseable {

    /** Of the result: both sides divided by the shrink, rounded up. */
    PixelSize size();

    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is not premultiplied. */
    int channels();

    /** 1 or 2. */
    int bytesPerChannel();

    /**
     * Reads it all.
     *
     * @param look called every few rows; what it throws ends the reading
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when the data are broken or end early; UNSUPPORTED_PICTURE when they use
     *     what this reader does not know
     * @throws dev.sluice.failure.Refused when the picture turns out to need heap that is not there
     * @throws dev.sluice.failure.StoreFailure when the file cannot be read
     */
    void read(RowSink sink, Runnable look);

    /** Closes the file. */
    @Override
    void close();
}
