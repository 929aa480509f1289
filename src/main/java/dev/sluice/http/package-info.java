/** The listener, the router and the answers; knows no feature. */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
