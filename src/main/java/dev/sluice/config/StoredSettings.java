package dev.sluice.config;

import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the settings that were changed at run time. Loaded with the first change. */
final class StoredSettings {

    /** Name of the file in the data folder. */
    static final String NAME = "settings.json";

    private StoredSettings() {}

    /**
     * Replaces the file as a whole: after a crash there is the old one or the new one. One writer at a time.
     *
     * @throws StoreFailure when the disk refuses; the old file is still there then
     */
    static void write(Path folder, SortedMap<String, String> settings) {
        Path file = folder.resolve(NAME);
        Path temporary = folder.resolve(NAME + ".tmp");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(json(settings).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel parent = FileChannel.open(folder, StandardOpenOption.READ)) {
                parent.force(true);
            }
        } catch (IOException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN, "the changed settings cannot be saved: nothing was changed", e);
        }
    }

    private static String json(SortedMap<String, String> settings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            settings.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        return text + "\n";
    }
}
