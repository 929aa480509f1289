package dev.sluice.image.rows.jpeg;

/**
 * A marker segment that is copied into the result.
 *
 * @param marker its second byte
 * @param at place in the file behind the marker
 * @param length bytes from there
 */
record Segment(int marker, long at, int length) {}
