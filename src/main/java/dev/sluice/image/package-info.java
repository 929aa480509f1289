/**
 * Pictures: what a header says ({@link dev.sluice.image.Probe}), how a rendition is made of it ({@link
 * dev.sluice.image.Plan}), what that costs, and the engine that does it.
 */
@NullMarked
package dev.sluice.image;

import org.jspecify.annotations.NullMarked;
