package dev.sluice.cli;

import dev.sluice.Machine;
import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.governor.Budget;
import dev.sluice.governor.MemoryLimit;
import dev.sluice.image.EngineConfig;
import dev.sluice.image.Formats;
import dev.sluice.image.ImageEngine;
import dev.sluice.units.MediaType;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Checks this machine: one line for each check, and what to do about what is wrong. */
record Doctor(GivenSettings settings) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        LiveSettings<Settings> live = settings.read(surroundings);
        Settings current = live.current();
        Path data = surroundings.folder().resolve(current.store().data()).toAbsolutePath();
        MachineChecks machine = new MachineChecks(surroundings.machine().files());
        List<Finding> findings = List.of(
                ProcessChecks.java(
                        Runtime.version().feature(),
                        System.getProperty("java.runtime.version", ""),
                        System.getProperty("java.home", ""),
                        System.getProperty("os.arch", ""),
                        System.getProperty("sun.arch.data.model", "")),
                libvips(surroundings, current.engine()),
                budget(surroundings.machine(), live),
                machine.memoryController(),
                machine.pageSize(),
                ProcessChecks.writable(data),
                machine.spool(data),
                ProcessChecks.disk(data, current.store().diskFloor()),
                ProcessChecks.port(current.http().host(), current.http().port()));
        PrintStream out = surroundings.out();
        findings.forEach(out::println);
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private static Finding budget(Machine machine, LiveSettings<Settings> live) {
        try {
            Budget budget = machine.budget(live);
            StringBuilder text = new StringBuilder();
            for (MemoryLimit limit : machine.limits(live)) {
                text.append(text.isEmpty() ? "" : "; ").append(limit.size().rounded());
                text.append(" by ").append(limit.source());
            }
            return Finding.ok(
                    "budget", text + "; the smallest counts:\n" + budget.table().stripTrailing());
        } catch (InvalidSettings e) {
            return Finding.fail("budget", String.valueOf(e.getMessage()).stripTrailing(), "");
        }
    }

    private static Finding libvips(Surroundings surroundings, EngineConfig config) {
        try (ImageEngine engine = surroundings.machine().engine(config, 1)) {
            Formats formats = engine.formats();
            return Finding.ok(
                    "libvips",
                    engine.version() + "; reads " + names(formats.readable()) + "; writes "
                            + names(formats.writable()));
        } catch (EngineFailure e) {
            return Finding.fail("libvips", String.valueOf(e.getMessage()), "");
        }
    }

    private static String names(Set<MediaType> types) {
        StringJoiner names = new StringJoiner(" ");
        for (MediaType type : MediaType.values()) {
            if (types.contains(type)) {
                names.add(type.names().getFirst());
            }
        }
        return names.toString();
    }
}
