/** The binding to libvips: the only foreign calls in the program. */
@NullMarked
package dev.sluice.image.vips;

import org.jspecify.annotations.NullMarked;
