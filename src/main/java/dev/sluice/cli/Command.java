package dev.sluice.cli;

import dev.sluice.image.RenditionOptions;
import java.nio.file.Path;
import java.util.List;

/** What a command line asks for. */
sealed interface Command {

    /** Starts the server and runs until it is told to stop. */
    record Serve(GivenSettings settings) implements Command {}

    /** Says what pictures are and what a rendition of them would cost. */
    record Inspect(GivenSettings settings, List<Path> files, RenditionOptions options, boolean json)
            implements Command {}

    /** Makes a rendition of a picture. */
    record Transform(GivenSettings settings, Path source, Path target, RenditionOptions options) implements Command {}

    /** Prints all settings and where each came from. */
    record CheckConfig(GivenSettings settings) implements Command {}

    /** Checks the machine. */
    record Doctor(GivenSettings settings) implements Command {}

    /** Prints a text. */
    record Help(String text) implements Command {}
}
