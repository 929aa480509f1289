/** What the settings of imgproxy are called here. */
@NullMarked
package dev.sluice.cli.migrate;

import org.jspecify.annotations.NullMarked;
