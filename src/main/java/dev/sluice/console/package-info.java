/** The page at the root; reads snapshots only. */
@NullMarked
package dev.sluice.console;

import org.jspecify.annotations.NullMarked;
