package dev.sluice.image.rows.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Gives bytes to the reader and to the engine, and looks at what they answer. */
final class Trial {

    static final Path SAMPLES = Path.of("src/test/resources/webp");
    static final Engine ENGINE = new Engine();

    private final Path folder;

    Trial(Path folder) {
        this.folder = folder;
    }

    Path file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("made.webp"), bytes);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    void refused(byte[] bytes, BadInput.Kind kind, String why) {
        Path file = file(bytes);
        assertThatThrownBy(() -> Pixels.read(file, 1, Pixels.NOTHING_MORE))
                .asInstanceOf(type(BadInput.class))
                .satisfies(bad -> assertThat(bad.kind()).isEqualTo(kind))
                .satisfies(bad -> assertThat(bad).hasMessageContaining(why));
    }

    void damaged(BitWriter stream, String why) {
        // Enough bits behind it, so that it is not refused for being short.
        byte[] bytes = Arrays.copyOf(stream.toBytes(), stream.toBytes().length + 4096);
        refused(Container.simple(bytes), BadInput.Kind.DAMAGED_PICTURE, why);
        assertThatThrownBy(() -> ENGINE.read(file(Container.simple(bytes))))
                .as("the engine agrees")
                .isNotNull();
    }

    void taken(byte[] bytes) {
        Path file = file(bytes);
        Pixels.read(file, 1, Pixels.NOTHING_MORE).assertEquals(ENGINE.read(file), "taken");
    }

    long asked(byte[] bytes) {
        long[] asked = new long[1];
        Path file = file(bytes);
        Pixels.read(file, 4, more -> asked[0] += more.bytes());
        return asked[0];
    }

    /** Header, no transforms, no colour cache, one group of codes. */
    static BitWriter plain(int width, int height) {
        return new BitWriter().header(width, height).put(0, 3);
    }
}
