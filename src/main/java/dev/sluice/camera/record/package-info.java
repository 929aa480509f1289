/** What a camera saw, kept on the disk: sessions of frames, written within bounds, listed, played, downloaded, and deleted when they are old. */
@NullMarked
package dev.sluice.camera.record;

import org.jspecify.annotations.NullMarked;
