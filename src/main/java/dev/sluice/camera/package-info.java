/** Cameras: the ones that there are, kept over restarts, each with one connection to its source and any number of uses of its frames. */
@NullMarked
package dev.sluice.camera;

import org.jspecify.annotations.NullMarked;
