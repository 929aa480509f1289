package dev.sluice.cache;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Labels as JSON. */
final class LabelText {

    /** The longest that is written: what a URL, a few names and a few facts take, many times over. */
    static final int LONGEST = 64 << 10;

    private static final JsonMapper MAPPER = new JsonMapper();

    private LabelText() {}

    static byte[] write(Label label) {
        return MAPPER.writeValueAsBytes(label);
    }

    /** @throws IOException when it is not what {@link #write} writes */
    static Label read(byte[] text) throws IOException {
        try {
            return MAPPER.readValue(text, Label.class);
        } catch (JacksonException damaged) {
            throw new IOException("a label that cannot be read", damaged);
        }
    }
}
