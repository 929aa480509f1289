package dev.sluice.image;

import java.nio.file.Path;

/**
 * A picture that is put on another.
 *
 * @param file of it, which stays as it is
 * @param picture what its header says
 * @param opacity above 0, at most 1
 * @param anchor where it stands, or how far copies are apart
 * @param repeated whether it covers the picture, with one in the middle
 * @param scale of the picture's size that it is fitted into; 0 leaves it as it is
 */
public record Overlay(Path file, Probe picture, double opacity, Anchor anchor, boolean repeated, double scale) {}
