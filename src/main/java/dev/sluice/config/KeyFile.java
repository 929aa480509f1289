package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads keys and values out of one YAML or JSON file: nested maps, dotted keys and lists. Loaded only when there is such a file,
 * so that a start without one loads no parser. Holds the file in memory, at most {@link #LARGEST} bytes.
 */
final class KeyFile {

    /** Bytes of the largest file that is read. */
    static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 8;

    private final String name;
    private final IntFunction<Origin> origins;
    private final Findings findings;
    private final Map<String, Integer> lines = new HashMap<>();

    private KeyFile(String name, IntFunction<Origin> origins, Findings findings) {
        this.name = name;
        this.origins = origins;
        this.findings = findings;
    }

    /** Adds what {@code sluice.yaml} says, or what is wrong with it. */
    static void yaml(Path file, Findings findings) {
        String name = String.valueOf(file.getFileName());
        new KeyFile(name, line -> new Origin(Origin.Source.FILE, name + " line " + line), findings)
                .read(file, new YAMLFactory());
    }

    /** Adds what the stored settings say, or what is wrong with them. */
    static void stored(Path file, Findings findings) {
        new KeyFile(StoredSettings.NAME + " in the data folder", line -> Origin.STORED, findings)
                .read(file, new JsonFactory());
    }

    private void read(Path file, TokenStreamFactory format) {
        try (JsonParser parser = format.createParser(ObjectReadContext.empty(), text(file))) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                map(parser, "", 1);
                if (parser.nextToken() != null) {
                    findings.problem(name + " line " + line(parser) + ": only one document is read");
                }
            } else if (first != null || format instanceof JsonFactory) {
                findings.problem(name + ": it must hold keys and values, as in 'http.port: 8000'");
            }
        } catch (JacksonException e) {
            String place =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            findings.problem(name + place + ": it cannot be read: " + withoutQuotedLines(e.getOriginalMessage()));
        } catch (CharacterCodingException e) {
            findings.problem(name + ": it is not in UTF-8");
        } catch (IOException e) {
            findings.problem(name + ": it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                findings.problem(name + ": it is larger than " + LARGEST / 1024 + " KiB");
                return "{}";
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    /** Reads to the end of the map whose start is the current token. */
    private void map(JsonParser parser, String prefix, int depth) {
        if (depth > DEEPEST) {
            findings.problem(name + " line " + line(parser) + ": it is nested deeper than " + DEEPEST + " levels");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = prefix + parser.currentName();
            int line = line(parser);
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                map(parser, key + ".", depth + 1);
            } else {
                value(parser, key, line);
            }
        }
    }

    private void value(JsonParser parser, String key, int line) {
        String text = parser.currentToken() == JsonToken.START_ARRAY ? list(parser, key) : scalar(parser, key);
        Integer earlier = lines.putIfAbsent(key, line);
        if (earlier == null) {
            findings.add(new Assignment(key, text, origins.apply(line)));
        } else {
            findings.problem(key + ": it stands twice in " + name + ", in lines " + earlier + " and " + line);
        }
    }

    private String list(JsonParser parser, String key) {
        StringJoiner texts = new StringJoiner(",");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String text = scalar(parser, key);
            if (text.contains(",")) {
                findings.problem(key + " (" + name + " line " + line(parser) + "): no element may contain a comma");
            }
            texts.add(text);
        }
        return texts.toString();
    }

    private String scalar(JsonParser parser, String key) {
        boolean alias = parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        if (alias
                || parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                || !parser.currentToken().isScalarValue()) {
            findings.problem(
                    key + " (" + name + " line " + line(parser) + "): it must be a plain value or a list of them");
            parser.skipChildren();
            return "";
        }
        return parser.getString();
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Parsers quote the lines in question, indented; those may hold a secret. */
    private static String withoutQuotedLines(String message) {
        StringJoiner plain = new StringJoiner(", ");
        message.lines().filter(line -> !line.isBlank() && !line.startsWith(" ")).forEach(plain::add);
        return plain.toString();
    }
}
