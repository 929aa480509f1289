package dev.sluice.rendition;

import dev.sluice.store.Fingerprint;
import java.nio.file.Path;

/**
 * A picture to make something of: a file that stays as it is until the work is done.
 *
 * @param file where its bytes are
 * @param fingerprint of its bytes, by which it is recognised should it end a decoder
 */
public record Source(Path file, Fingerprint fingerprint) {}
