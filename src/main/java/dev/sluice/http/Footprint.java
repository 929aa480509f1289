package dev.sluice.http;

import dev.sluice.units.DataSize;
import java.util.function.LongSupplier;

/**
 * Where the request log learns how full the process is.
 *
 * @param anonymous bytes that the kernel cannot take back from the process now; called once for each stage of a request
 * @param budget bytes it may have
 */
public record Footprint(LongSupplier anonymous, DataSize budget) {}
