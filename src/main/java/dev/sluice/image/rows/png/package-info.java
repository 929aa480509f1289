/**
 * Reads PNG row by row, interlaced ones too (ISO/IEC 15948; RFC 1950 and 1951). The seven passes of an interlaced picture lie one
 * behind the other in one deflate stream: an inflater that can be copied where it stands leaves a copy where each pass begins, and the
 * seven copies go on in lockstep, so that rows come out in order and nobody holds the picture.
 */
@NullMarked
package dev.sluice.image.rows.png;

import org.jspecify.annotations.NullMarked;
