/** What was fetched and made before, kept in tiers within bounds of bytes and entries, and made once for all who ask together. */
@NullMarked
package dev.sluice.cache;

import org.jspecify.annotations.NullMarked;
