package dev.sluice.image;

import dev.sluice.governor.Lease;
import java.nio.file.Path;

/**
 * One rendition that is being made.
 *
 * @param source a local file that does not change meanwhile
 * @param probe what its header says
 * @param plan made for this probe
 * @param lease of the cost of the plan
 * @param provision what else the caller gives
 * @param stop asked now and then whether the result is still wanted
 */
record Run(Path source, Probe probe, Plan plan, Lease lease, Provision provision, PipelineStop stop) {}
