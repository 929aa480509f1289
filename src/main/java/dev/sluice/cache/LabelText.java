package dev.sluice.cache;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Labels as JSON. */
final class LabelText {

    /** The longest that is kept, in bytes: labels of entries that are in use stand on the heap, and servers choose a part of what is in them. */
    static final int LONGEST = 8 << 10;

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
