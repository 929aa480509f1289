package dev.sluice.image.rows.bmp;

import dev.sluice.failure.BadInput;

/** Says what is wrong with a picture. */
final class Damage {

    private Damage() {}

    static BadInput damaged(String what) {
        return new BadInput(BadInput.Kind.DAMAGED_PICTURE, "the picture is damaged: " + what);
    }

    static BadInput unsupported(String what) {
        return new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "the picture cannot be read here: " + what);
    }

    static BadInput ended() {
        return damaged("its BMP data end early");
    }
}
