/** The image proxy: pictures of other places, resized, by the URLs of imgproxy. */
@NullMarked
package dev.sluice.proxy;

import org.jspecify.annotations.NullMarked;
