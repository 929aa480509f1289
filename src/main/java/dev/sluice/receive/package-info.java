/** Uploads, stored pictures and stateless transforms. */
@NullMarked
package dev.sluice.receive;

import org.jspecify.annotations.NullMarked;
