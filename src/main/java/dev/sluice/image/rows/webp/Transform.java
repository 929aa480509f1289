package dev.sluice.image.rows.webp;

/** A step of the encoder that is undone row by row (RFC 9649 section 3.5). */
sealed interface Transform permits ColourIndexing, ColourTransform, Prediction, SubtractGreen {

    /**
     * Undoes it for the next row.
     *
     * @param argb the row from 0 on, changed in place
     * @param y rows come in order, each once
     */
    void undo(int[] argb, int y);
}
