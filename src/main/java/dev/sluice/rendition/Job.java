package dev.sluice.rendition;

import dev.sluice.governor.Purpose;
import dev.sluice.units.Deadline;
import java.util.function.Consumer;

/**
 * For whom a picture is made.
 *
 * @param purpose whether somebody waits for it
 * @param tag which piece of work it is, for the ledger and the log
 * @param deadline until when it is wanted
 * @param stages is told the name of each stage when it ends
 */
public record Job(Purpose purpose, String tag, Deadline deadline, Consumer<String> stages) {}
