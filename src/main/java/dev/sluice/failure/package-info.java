/**
 * Everything that can go wrong, as one sealed family that knows nothing of HTTP: {@code http.ErrorMapper} turns it into
 * answers in one exhaustive switch, so that a new failure does not compile until it has an answer.
 */
@NullMarked
package dev.sluice.failure;

import org.jspecify.annotations.NullMarked;
