package dev.sluice.inference;

import dev.sluice.units.DataSize;
import java.util.function.Supplier;

/**
 * How the memory of the process is measured and tidied up: {@code ProcessMemory::anonymous} and {@code ImageEngine::trim}.
 *
 * @param anonymous bytes that the kernel cannot take back; asked every few milliseconds while a model is measured
 * @param trim gives free native memory back to the kernel
 */
public record ProcessGauge(Supplier<DataSize> anonymous, Runnable trim) {}
