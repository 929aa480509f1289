/**
 * Reads the headers of pictures, and nothing else of them, in Java: what comes from outside meets no native code before its
 * cost is known. Every read is positional and bounded; nothing is allocated in proportion to the file or to what it claims.
 */
@NullMarked
package dev.sluice.image.header;

import org.jspecify.annotations.NullMarked;
