package dev.sluice.rendition;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Expired;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Payload;
import dev.sluice.governor.Predictions;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Cost;
import dev.sluice.image.CostModel;
import dev.sluice.image.HeaderProbe;
import dev.sluice.image.ImageEngine;
import dev.sluice.image.Plan;
import dev.sluice.image.Planner;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.store.Quarantine;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way every feature gets a picture made: probe the header, plan, price, pass the gate, render. Safe for threads; a call
 * occupies its thread until the picture is there.
 */
public final class Renderer {

    private static final Logger LOG = LoggerFactory.getLogger(Renderer.class);
}
