package dev.sluice.image.rows.bmp;

/** The rows of a picture as the file has them, unpacked no further than to bytes. */
sealed interface StoredRows permits PlainRows, RunLengthRows {

    /**
     * Reads a row.
     *
     * @param row from the top
     * @return where {@link #bytes} holds it
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when it is not there
     */
    int row(int row);

    /** Holds the row that was read last, until the next is. */
    byte[] bytes();
}
