/**
 * Progressive JPEG to baseline JPEG in the memory of one row (ITU-T T.81). Every scan of a progressive picture passes over all its
 * blocks once, so each scan is given a cursor of its own into the file, and all cursors go down the picture in lockstep, one row of
 * MCUs at a time; what they have put together is written as baseline, and the row is used again.
 *
 * <p>{@link dev.sluice.image.rows.jpeg.MarkerWalk} indexes the scans, {@link dev.sluice.image.rows.jpeg.ScanCursor} decodes one of
 * them, {@link dev.sluice.image.rows.jpeg.BaselineWriter} writes the result.
 */
@NullMarked
package dev.sluice.image.rows.jpeg;

import org.jspecify.annotations.NullMarked;
