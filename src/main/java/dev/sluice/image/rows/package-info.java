/**
 * Readers of our own for pictures that every other decoder holds whole, progressive JPEG, interlaced PNG and lossless WebP, and for BMP,
 * which the bundled libvips does not know: read row by row in a few MiB of heap whatever the height. They know no engine and no gate; what a reader holds is known before it
 * begins, and what it needs beyond that it asks for.
 */
@NullMarked
package dev.sluice.image.rows;

import org.jspecify.annotations.NullMarked;
