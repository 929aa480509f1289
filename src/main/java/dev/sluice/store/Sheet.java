package dev.sluice.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A small file of facts: one flat JSON object of texts and whole numbers, at most {@value #MAX_BYTES} bytes. Names that a reader
 * does not ask for are passed over, so that an older program reads what a newer one wrote. Not safe for threads.
 */
final class Sheet {

    private static final int MAX_BYTES = 4096;
    private static final int MAX_TEXT = 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(64)
                    .maxNumberLength(20)
                    .build())
            .build();

    /** A sheet that does not say what it should. */
    static final class Damaged extends IOException {

        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }

        Damaged(@Nullable String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Map<String, Object> values = new LinkedHashMap<>();

    Sheet with(String name, String value) {
        values.put(name, value);
        return this;
    }

    Sheet with(String name, long value) {
        values.put(name, value);
        return this;
    }

    /** @throws IllegalArgumentException when there is no such text */
    String text(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text " + name);
    }

    /** @throws IllegalArgumentException when there is no such number */
    long number(String name) {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("no number " + name);
    }

    /** @throws IllegalArgumentException when there is no such moment */
    Instant time(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name + " is no moment in time", e);
        }
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> value : values.entrySet()) {
                if (value.getValue() instanceof Long number) {
                    json.writeNumberProperty(value.getKey(), number);
                } else {
                    json.writeStringProperty(value.getKey(), value.getValue().toString());
                }
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a sheet and makes of it what {@code meaning} says.
     *
     * @param meaning throws {@link IllegalArgumentException} for a sheet it cannot use
     * @throws Damaged when the file is no sheet, or not one of that meaning
     */
    static <T> T read(Path file, Function<Sheet, T> meaning) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new Damaged("more than " + MAX_BYTES + " bytes");
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return meaning.apply(parse(json));
        } catch (JacksonException e) {
            throw new Damaged(e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new Damaged(e.getMessage(), e);
        }
    }

    private static Sheet parse(JsonParser json) {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        Sheet sheet = new Sheet();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                sheet.with(name, json.getLongValue());
            } else {
                expect(json.currentToken(), JsonToken.VALUE_STRING);
                sheet.with(name, json.getString());
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("something stands after the object");
        }
        return sheet;
    }

    private static void expect(JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException(found + " where " + wanted + " should be");
        }
    }
}
