/** Typed settings: each key declared once, read from several places, all errors reported at once. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
