/** One picture of a camera in memory: counted, shared by everybody who looks at it, given back when the last one is done. */
@NullMarked
package dev.sluice.camera.frame;

import org.jspecify.annotations.NullMarked;
