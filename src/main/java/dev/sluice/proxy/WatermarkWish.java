package dev.sluice.proxy;

import dev.sluice.image.Anchor;

/**
 * How the configured watermark is to be put on a picture.
 *
 * @param opacity above 0, at most 1
 * @param anchor where it stands
 * @param repeated whether it covers the picture; the anchor's offsets are gaps then
 * @param scale of the picture's size that it is fitted into; 0 for its own
 */
record WatermarkWish(double opacity, Anchor anchor, boolean repeated, double scale) {}
