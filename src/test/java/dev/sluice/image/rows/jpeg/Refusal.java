package dev.sluice.image.rows.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import java.nio.file.Path;

/** Gives bytes to the reader, which is to refuse them. */
final class Refusal {

    private final Path folder;

    Refusal(Path folder) {
        this.folder = folder;
    }

    void damaged(String why, byte[] jpeg) {
        refused(BadInput.Kind.DAMAGED_PICTURE, why, jpeg);
    }

    void unsupported(String why, byte[] jpeg) {
        refused(BadInput.Kind.UNSUPPORTED_PICTURE, why, jpeg);
    }

    private void refused(BadInput.Kind kind, String why, byte[] jpeg) {
        assertThatThrownBy(() -> Converted.of(jpeg, folder, false, more -> {}))
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.kind()).isEqualTo(kind))
                .hasMessageContaining(why)
                .hasMessageNotContaining(folder.toString());
    }
}
