package dev.sluice.cli;

import dev.sluice.cli.migrate.EnvironmentFile;
import dev.sluice.cli.migrate.ImgproxyMigration;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints a {@code sluice.yaml} made of imgproxy's variables.
 *
 * @param file with the variables; null for those of the process
 */
record MigrateImgproxy(@Nullable Path file) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        Map<String, String> variables = file == null
                ? surroundings.environment()
                : EnvironmentFile.read(surroundings.folder().resolve(file));
        surroundings.out().print(ImgproxyMigration.yaml(variables));
        return ExitCode.OK;
    }
}
