package dev.sluice.camera;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the definitions of all cameras in one file that only its owner can read. One writer at a time. */
final class DefinitionFile {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionFile.class);
    private static final int LARGEST = 4 << 20;

    private final Path file;

    DefinitionFile(Path file) {
        this.file = file;
    }

    /**
     * What was kept. A definition that this version does not understand is left out with a warning.
     *
     * @throws StoreFailure when the file is there but cannot be read
     */
    List<Definition> read() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN, "the definitions of the cameras cannot be read: " + file, e);
        }
        try {
            List<Definition> definitions = new ArrayList<>();
            JsonMapper.shared()
                    .readTree(bytes)
                    .properties()
                    .forEach(one -> add(one.getKey(), one.getValue(), definitions));
            return definitions;
        } catch (JacksonException e) {
            throw new StoreFailure(
                    StoreFailure.Kind.BROKEN, "the definitions of the cameras are no JSON: mend or remove " + file, e);
        }
    }

    private static void add(String name, JsonNode json, List<Definition> definitions) {
        try {
            definitions.add(DefinitionJson.read(name, json, null));
        } catch (BadInput unknown) {
            LOG.warn(
                    "camera left out, its definition is not understood camera={} reason={}",
                    name,
                    unknown.getMessage());
        }
    }

    /**
     * Replaces all.
     *
     * @throws StoreFailure when the disk refuses; what was kept before is kept still
     */
    void write(Collection<Definition> definitions) {
        Map<String, Object> all = new LinkedHashMap<>();
        definitions.forEach(one -> all.put(one.name(), DefinitionJson.kept(one)));
        byte[] json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsBytes(all);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(json);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the cameras cannot be saved: nothing was changed", e);
        }
    }
}
