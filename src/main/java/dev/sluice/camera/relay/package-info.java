/** One source of frames to any number of viewers: each gets the newest frame when it is ready for one, and nobody waits for anybody. */
@NullMarked
package dev.sluice.camera.relay;

import org.jspecify.annotations.NullMarked;
