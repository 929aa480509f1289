package dev.sluice.cli;

import dev.sluice.image.RenditionOptions;
import java.nio.file.Path;
import java.util.List;

/** Says what pictures are and what a rendition of them would cost. */
record Inspect(GivenSettings settings, List<Path> files, RenditionOptions options, boolean json) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        return ExitCode.FAILED;
    }
}
