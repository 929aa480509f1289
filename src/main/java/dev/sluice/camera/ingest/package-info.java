/**
 * Where a camera's frames come from: MJPEG over HTTP, however it is spelled, a picture that is asked for again and again, and whatever
 * ffmpeg reads; each watched, and begun anew when it fails.
 */
@NullMarked
package dev.sluice.camera.ingest;

import org.jspecify.annotations.NullMarked;
