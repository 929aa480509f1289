/** Looks at a camera's frames at a limited rate: motion, detection by a model, publication in a channel. */
@NullMarked
package dev.sluice.camera.watch;

import org.jspecify.annotations.NullMarked;
