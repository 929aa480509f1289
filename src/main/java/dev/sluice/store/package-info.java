/**
 * Everything that Sluice keeps in its data folder: temporary files, pictures with their facts, channels, and the record of what
 * crashed a decoder. Knows neither HTTP nor the engine. Whatever is kept is written under a temporary name, flushed and renamed,
 * so that an end of the process at any moment leaves the old or the new, never half of it.
 */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
