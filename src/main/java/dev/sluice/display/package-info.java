/** Channels and their current picture. */
@NullMarked
package dev.sluice.display;

import org.jspecify.annotations.NullMarked;
