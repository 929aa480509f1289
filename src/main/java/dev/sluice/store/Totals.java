package dev.sluice.store;

import dev.sluice.units.DataSize;

/**
 * What is kept.
 *
 * @param pictures number of pictures
 * @param bytes of their files, sidecars not counted
 * @param complete false while what an earlier process kept is still being counted
 */
public record Totals(long pictures, DataSize bytes, boolean complete) {}
