package dev.sluice.http;

import dev.sluice.failure.BadInput;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the headers of one part of a form, and the parameters that headers have. */
final class PartHeaders {

    private static final int LONGEST_NAME = 255;

    private PartHeaders() {}

    /**
     * @param lines each ended by CR LF, the last one empty
     * @throws BadInput MALFORMED when there is no {@code Content-Disposition: form-data}
     */
    static Multipart.Part read(String lines) {
        String disposition = "";
        String type = "";
        for (String line : lines.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            switch (name) {
                case "content-disposition" ->
                    disposition = line.substring(colon + 1).strip();
                case "content-type" -> type = line.substring(colon + 1).strip();
                default -> {}
            }
        }
        if (!disposition.toLowerCase(Locale.ROOT).startsWith("form-data")) {
            throw new BadInput(
                    BadInput.Kind.MALFORMED, "a part of the form has no 'Content-Disposition: form-data' header");
        }
        String name = parameter(disposition, "name");
        String fileName = parameter(disposition, "filename");
        return new Multipart.Part(
                shown(name == null ? "" : name),
                fileName == null ? Optional.empty() : Optional.of(shown(lastOf(fileName))),
                type.isEmpty() ? Optional.empty() : Optional.of(shown(type)));
    }

    /**
     * One parameter of a header's value, as {@code boundary} in {@code multipart/form-data; boundary="x"}.
     *
     * @return null when it is not there
     */
    static @Nullable String parameter(String value, String wanted) {
        int at = value.indexOf(';');
        while (at >= 0 && at < value.length()) {
            int equals = value.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String name = value.substring(at + 1, equals).strip();
            StringBuilder text = new StringBuilder();
            at = readValue(value, equals + 1, text);
            if (name.equalsIgnoreCase(wanted)) {
                return text.toString();
            }
        }
        return null;
    }

    /** Reads a token or a quoted string; returns where the next semicolon is, or -1. */
    private static int readValue(String value, int from, StringBuilder text) {
        int at = from;
        boolean quoted = at < value.length() && value.charAt(at) == '"';
        if (!quoted) {
            int end = value.indexOf(';', at);
            text.append(value.substring(at, end < 0 ? value.length() : end).strip());
            return end;
        }
        at++;
        while (at < value.length() && value.charAt(at) != '"') {
            boolean escaped = value.charAt(at) == '\\'
                    && at + 1 < value.length()
                    && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\');
            at += escaped ? 1 : 0;
            text.append(value.charAt(at++));
        }
        return value.indexOf(';', at);
    }

    private static String lastOf(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static String shown(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < text.length() && clean.length() < LONGEST_NAME; i++) {
            if (!Character.isISOControl(text.charAt(i))) {
                clean.append(text.charAt(i));
            }
        }
        return clean.toString();
    }
}
