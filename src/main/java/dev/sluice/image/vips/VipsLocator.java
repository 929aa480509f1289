package dev.sluice.image.vips;

import dev.sluice.failure.EngineFailure;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where libvips is looked for: the file the settings name; the builds of npm's {@code @img/sharp-libvips-*} below the folder of the
 * program, one file that holds libvips, GLib and GObject; the system's own, whose
 * dependencies GLib and GObject are found through it.
 *
 * @param explicit a library file; empty when none is named
 * @param home the folder of the program; null when it is not known
 */
public record VipsLocator(String explicit, @Nullable Path home) {

    private static final String ADVICE =
            ": run 'npm install' in the folder of the program, or 'apt-get install libvips42',"
                    + " or name a library file by image.libvips (SLUICE_LIBVIPS)";

    /**
     * Loads the library for the life of the process.
     *
     * @throws EngineFailure when there is none, or when it does not load; says how to get one
     */
    SymbolLookup load() {
        if (!explicit.isEmpty()) {
            return open(Path.of(explicit));
        }
        Path bundled = bundled();
        return bundled != null ? open(bundled) : system();
    }

    private static SymbolLookup open(Path file) {
        try {
            return SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException refused) {
            throw new EngineFailure("libvips cannot be loaded from " + file.getFileName() + ADVICE, refused);
        }
    }

    private static SymbolLookup system() {
        try {
            return SymbolLookup.libraryLookup("libvips.so.42", Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new EngineFailure("libvips is not installed" + ADVICE, missing);
        }
    }

    private @Nullable Path bundled() {
        if (home == null) {
            return null;
        }
        // npm installs only the build for this machine.
        for (String place : List.of(
                "lib",
                "node_modules/@img/sharp-libvips-linux-x64/lib",
                "node_modules/@img/sharp-libvips-linux-arm64/lib")) {
            Path folder = home.resolve(place);
            Path file = newest(folder);
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /** Several builds in one folder are an upgrade that was not cleaned up: the greatest name is taken. */
    private static @Nullable Path newest(Path folder) {
        Path best = null;
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libvips-cpp.so.*")) {
                for (Path file : files) {
                    best = best == null || file.compareTo(best) > 0 ? file : best;
                }
            } catch (IOException unreadable) {
                throw new EngineFailure("the folder of libvips cannot be read" + ADVICE, unreadable);
            }
        }
        return best;
    }
}
