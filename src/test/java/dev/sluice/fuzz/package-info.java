/**
 * Targets for a fuzzer, one class for each format: {@code fuzz/run} lets Jazzer look for bytes that break them, and {@link
 * dev.sluice.fuzz.FuzzFindingsTest} gives them what was found before. They know nothing of Jazzer but the name of the method it
 * calls.
 */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
