package dev.sluice.image.rows.jpeg;

/**
 * One component of a frame (T.81, sections A.1.1 and B.2.2).
 *
 * @param index place in the frame, from 0
 * @param id by which scans name it
 * @param across blocks of it in an MCU, horizontally
 * @param down the same, vertically
 * @param destination of its quantisation table
 * @param blocksAcross blocks that hold pixels, in a row; a scan of this component alone has no others (section A.2.3)
 * @param blocksDown rows of blocks that hold pixels
 * @param paddedAcross blocks in a row of whole MCUs
 */
record Component(
        int index, int id, int across, int down, int destination, int blocksAcross, int blocksDown, int paddedAcross) {

    /** Blocks in a row of MCUs. */
    int blocksPerRow() {
        return paddedAcross * down;
    }
}
