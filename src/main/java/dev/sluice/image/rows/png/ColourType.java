package dev.sluice.image.rows.png;

/** ISO/IEC 15948 table 11.1. */
enum ColourType {
    GREY(0, 1),
    RGB(2, 3),
    PALETTE(3, 1),
    GREY_WITH_ALPHA(4, 2),
    RGB_WITH_ALPHA(6, 4);

    private final int code;
    private final int samples;

    ColourType(int code, int samples) {
        this.code = code;
        this.samples = samples;
    }

    /** @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when no type has that code */
    static ColourType of(int code) {
        for (ColourType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw Damage.damaged("its PNG header names no kind of colour");
    }

    /** Samples stored for a pixel. */
    int samples() {
        return samples;
    }

    boolean allows(int depth) {
        return switch (depth) {
            case 1, 2, 4 -> this == GREY || this == PALETTE;
            case 8 -> true;
            case 16 -> this != PALETTE;
            default -> false;
        };
    }
}
