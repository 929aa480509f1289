/** Pictures and channels on disk. */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
