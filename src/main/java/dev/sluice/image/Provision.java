package dev.sluice.image;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a run of the engine gets from its caller beside the lease. All of it is used by the engine's thread, which may go on after the
 * caller has given up, and each part must bear that.
 *
 * @param watch opened before the first native call of the run, and closed when the last has returned
 * @param scratch for files that the run makes, and removes at its end
 * @param stages is told the name of each stage of the run when it ends, the last one excepted: {@code baseline}, {@code rows} or {@code
 *     rows-on-disk}
 */
public record Provision(Supplier<Watch> watch, Scratch scratch, Consumer<String> stages) {

    /** What a caller keeps open while a run may be to blame for a crash. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** For tools that end with the run: nobody looks at who is to blame for a crash, or at the time. */
    public static Provision ofTool(Path folder) {
        return new Provision(() -> () -> {}, new ScratchFolder(folder), stage -> {});
    }
}
