package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import java.io.IOException;

/** What ends a reading. */
final class Defect {

    private Defect() {}

    static BadInput damaged(String what) {
        return new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture is damaged: " + what);
    }

    static BadInput truncated() {
        return damaged("its WebP data end early");
    }

    static BadInput unsupported(String what) {
        return new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "the picture cannot be read row by row: " + what);
    }

    static StoreFailure unreadable(IOException cause) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "the picture cannot be read from the disk", cause);
    }
}
