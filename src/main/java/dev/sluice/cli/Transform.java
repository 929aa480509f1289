package dev.sluice.cli;

import dev.sluice.image.RenditionOptions;
import java.nio.file.Path;

/** Makes a rendition of a picture. */
record Transform(GivenSettings settings, Path source, Path target, RenditionOptions options) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        return ExitCode.FAILED;
    }
}
