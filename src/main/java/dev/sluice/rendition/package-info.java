/** Source to rendition: the one way every feature gets a picture made. */
@NullMarked
package dev.sluice.rendition;

import org.jspecify.annotations.NullMarked;
