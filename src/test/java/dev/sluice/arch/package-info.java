@NullMarked
package dev.sluice.arch;

import org.jspecify.annotations.NullMarked;
