package dev.sluice.inference;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder of models and labels, given by whoever runs the server. Immutable, safe for threads.
 *
 * @param folder need not exist
 */
public record ModelFolder(Path folder) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MOST_LABEL_BYTES = 64 << 10;
    private static final int MOST_LABELS = 1_000;
    private static final int MOST_CHARACTERS = 64;

    /** @throws BadInput when no file of the folder can have that name */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInput(
                    BadInput.Kind.PARAMETER,
                    "a file of inference.models-folder is named without folders, with 1 to 100 letters, digits, dots, hyphens and"
                            + " underscores, as yolov8n.onnx");
        }
    }

    /**
     * Where a model is.
     *
     * @throws NotFound when there is none of that name
     */
    Path model(String name) {
        return file(name, "model");
    }

    /**
     * The names of classes, a line each, without blank lines at the end. At most 1000 lines of 64 characters.
     *
     * @throws NotFound when there is no such file
     * @throws BadInput when it is no list of labels
     * @throws StoreFailure when it cannot be read
     */
    public List<String> labels(String name) {
        Path file = file(name, "file of labels");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > MOST_LABEL_BYTES) {
                throw notLabels(name, "it is larger than 64 KiB");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return lines(name, StandardCharsets.UTF_8.decode(bytes.flip()).toString());
        } catch (IOException unreadable) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the labels '" + name + "' cannot be read", unreadable);
        }
    }

    private static List<String> lines(String name, String text) {
        List<String> lines = text.stripTrailing().lines().map(String::strip).toList();
        if (lines.isEmpty() || lines.size() > MOST_LABELS) {
            throw notLabels(name, "it has " + lines.size() + " lines");
        }
        for (String line : lines) {
            if (line.length() > MOST_CHARACTERS || line.chars().anyMatch(Character::isISOControl)) {
                throw notLabels(name, "a line is longer than 64 characters, or no text");
            }
        }
        return lines;
    }

    private static BadInput notLabels(String name, String why) {
        return new BadInput(
                BadInput.Kind.PARAMETER,
                "the labels '" + name + "' cannot be used: " + why + "; write one class a line, at most 1000");
    }

    private Path file(String name, String what) {
        requireName(name);
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new NotFound("there is no " + what + " '" + name + "' in the folder of models: put it there"
                    + " (inference.models-folder)");
        }
        return file;
    }
}
