/** The gate: one budget of bytes, disk and cores, and the only place where image bytes come from. */
@NullMarked
package dev.sluice.governor;

import org.jspecify.annotations.NullMarked;
