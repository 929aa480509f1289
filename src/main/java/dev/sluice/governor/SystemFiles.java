package dev.sluice.governor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/**
 * The files in which the kernel tells about itself: everything below {@code /proc} and {@code /sys}. A test hands in a folder of
 * its own as root.
 *
 * <p>Whatever cannot be read is absent: kernels, containers and permissions differ, and none of these facts is needed to work.
 *
 * @param root the folder that stands for {@code /}
 */
public record SystemFiles(Path root) {

    private static final int MOST = 256 << 10;

    /** The files of this machine. */
    public static SystemFiles ofMachine() {
        return new SystemFiles(Path.of("/"));
    }

    /**
     * Where a file is.
     *
     * @param absolute as the kernel names it, with a leading slash
     * @throws InvalidPathException when it is no name of a file
     */
    Path at(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** All of a file, up to 256 KiB of it. */
    public Optional<String> text(String absolute) {
        try (InputStream in = Files.newInputStream(at(absolute))) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.ISO_8859_1));
        } catch (IOException | InvalidPathException absent) {
            return Optional.empty();
        }
    }

    List<String> lines(String absolute) {
        return List.of(text(absolute).orElse("").split("\n"));
    }

    /** The words of a file, or of its one line; none when it is absent. */
    List<String> words(String absolute) {
        return words(absolute, "");
    }

    /** The words of the first line that begins with this word; none when there is none. */
    List<String> words(String absolute, String first) {
        for (String line : lines(absolute)) {
            if (line.startsWith(first)) {
                List<String> words = split(line);
                if (first.isEmpty() || (!words.isEmpty() && words.getFirst().equals(first))) {
                    return words;
                }
            }
        }
        return List.of();
    }

    /** The one number in a file; absent when it holds something else, as {@code max}. */
    OptionalLong number(String absolute) {
        return number(words(absolute), 0);
    }

    /** The number after this word at the beginning of a line. */
    OptionalLong number(String absolute, String key) {
        return number(words(absolute, key), 1);
    }

    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(line);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    /** One of the words as a number at least 0. */
    static OptionalLong number(List<String> words, int index) {
        if (index >= words.size()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(words.get(index));
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException word) {
            return OptionalLong.empty();
        }
    }
}
