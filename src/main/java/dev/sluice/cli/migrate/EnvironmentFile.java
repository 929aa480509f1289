package dev.sluice.cli.migrate;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files of environment variables: those of {@code docker run --env-file}, {@code .env} files, and shell scripts that only export.
 * Nothing is expanded and nothing is run.
 */
public final class EnvironmentFile {

    /** Bytes of the largest file that is read. */
    static final int LARGEST = 256 * 1024;

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Pattern COMMENT_BEHIND = Pattern.compile("\\s#.*");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\$`])");

    private EnvironmentFile() {}

    /**
     * The variables in the order of their lines; of two with one name the later counts.
     *
     * @throws NotFound when there is no such file
     * @throws BadInput when it cannot be read, or a line is something else
     */
    public static Map<String, String> read(Path file) {
        Map<String, String> variables = new LinkedHashMap<>();
        int number = 0;
        for (String line : text(file).split("\\R", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(stripped);
            if (!matcher.matches()) {
                throw new BadInput(
                        BadInput.Kind.MALFORMED,
                        file + " line " + number + ": write NAME=VALUE, or # before a comment");
            }
            variables.remove(matcher.group(1));
            variables.put(matcher.group(1), value(matcher.group(2).strip()));
        }
        return variables;
    }

    private static String value(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        int end = first == '"' ? closing(text) : text.indexOf(first, 1);
        if ((first == '"' || first == '\'') && end > 0) {
            String inner = text.substring(1, end);
            return first == '"' ? ESCAPED.matcher(inner).replaceAll("$1") : inner;
        }
        return COMMENT_BEHIND.matcher(text).replaceFirst("").strip();
    }

    private static int closing(String text) {
        for (int at = 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == '"') {
                return at;
            }
        }
        return -1;
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new NotFound("there is no file '" + file + "'");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new BadInput(BadInput.Kind.MALFORMED, file + " is larger than " + LARGEST / 1024 + " KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadInput(BadInput.Kind.MALFORMED, file + " is not in UTF-8", e);
        } catch (IOException e) {
            throw new BadInput(
                    BadInput.Kind.MALFORMED,
                    file + " cannot be read: " + e.getClass().getSimpleName(),
                    e);
        }
    }
}
