package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file system of its own, as small as wanted, mounted for a test; needs root, as CI has it. */
public final class SmallDisk implements AutoCloseable {

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    public static SmallDisk mount(Path path, int kibibytes) throws IOException {
        Files.createDirectories(path);
        run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "sluice-test", path.toString());
        return new SmallDisk(path);
    }

    public Path path() {
        return path;
    }

    public void readOnly() throws IOException {
        run("mount", "-o", "remount,ro", path.toString());
    }

    /** Fills it to the last byte. */
    public Path fill() throws IOException {
        Path ballast = path.resolve("ballast");
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            while (Files.getFileStore(path).getUsableSpace() > 0) {
                out.write(block);
            }
        }
        return ballast;
    }

    /** All files below a folder, by name. */
    public static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as("%s (these tests have to run as root): %s", String.join(" ", command), said)
                .isZero();
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", path.toString());
    }
}
