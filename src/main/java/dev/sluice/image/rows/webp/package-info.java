/**
 * Lossless WebP (RFC 9649), row by row. The format lets a back reference reach 2<sup>20</sup> pixels at most, so that a ring of so many
 * pixels, 4 MiB, stands for the picture whatever its height; prefix codes and the parameters of the transforms are held beside it.
 *
 * <p>What flows: {@link dev.sluice.image.rows.webp.ImageChunk} finds the bits, {@code BitReader} gives them, {@code EntropyDecoder} makes
 * rows of residuals out of them with the codes of {@code CodeGroups}, each {@code Transform} undoes one step of the encoder on a row,
 * and {@link dev.sluice.image.rows.webp.LosslessWebp} averages the rows down.
 */
@NullMarked
package dev.sluice.image.rows.webp;

import org.jspecify.annotations.NullMarked;
