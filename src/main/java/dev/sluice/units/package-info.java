/** Values that every other package speaks in: sizes, pixels, media types, deadlines, clocks. Depends on the JDK alone. */
@NullMarked
package dev.sluice.units;

import org.jspecify.annotations.NullMarked;
