package dev.sluice.image.rows.jpeg;

import dev.sluice.failure.BadInput;

/** How a picture is refused. */
final class Faults {

    private Faults() {}

    static BadInput damaged(String what) {
        return new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture is damaged: " + what);
    }

    static BadInput unsupported(String what) {
        return new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "the picture cannot be read row by row: " + what);
    }
}
