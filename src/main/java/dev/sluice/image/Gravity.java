package dev.sluice.image;

/** Which part of a picture stays when it is cut, or where it stands when it is padded. */
public enum Gravity {
    CENTRE(0, 0),
    NORTH(0, -1),
    NORTH_EAST(1, -1),
    EAST(1, 0),
    SOUTH_EAST(1, 1),
    SOUTH(0, 1),
    SOUTH_WEST(-1, 1),
    WEST(-1, 0),
    NORTH_WEST(-1, -1),
    /** The part that draws the eye (libvips: attention). When padding it means centre. */
    SMART(0, 0);

    private final int east;
    private final int south;

    Gravity(int east, int south) {
        this.east = east;
        this.south = south;
    }

    /** 1 at the right, -1 at the left, 0 between. */
    int east() {
        return east;
    }

    /** 1 at the bottom, -1 at the top, 0 between. */
    int south() {
        return south;
    }

    /** Columns on the left, of the {@code spare} ones that a picture and its frame differ by. */
    int left(int spare) {
        return (int) ((long) spare * (east + 1) / 2);
    }

    /** Rows above, of the {@code spare} ones. */
    int top(int spare) {
        return (int) ((long) spare * (south + 1) / 2);
    }

    /** Where this point of the upright picture lies in the picture as stored with EXIF orientation {@code orientation}. */
    Gravity stored(int orientation) {
        return switch (orientation) {
            case 2 -> at(-east, south);
            case 3 -> at(-east, -south);
            case 4 -> at(east, -south);
            case 5 -> at(south, east);
            case 6 -> at(south, -east);
            case 7 -> at(-south, -east);
            case 8 -> at(-south, east);
            default -> this;
        };
    }

    private Gravity at(int east, int south) {
        for (Gravity gravity : values()) {
            if (gravity.east == east && gravity.south == south && this != SMART) {
                return gravity;
            }
        }
        return this;
    }
}
