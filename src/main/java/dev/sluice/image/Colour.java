package dev.sluice.image;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * An opaque sRGB colour, each part 0 to 255.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record Colour(int red, int green, int blue) {

    public static final Colour WHITE = new Colour(255, 255, 255);
    public static final Colour BLACK = new Colour(0, 0, 0);

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{6}");

    /** @throws IllegalArgumentException when a part is out of range */
    public Colour {
        if (((red | green | blue) & ~0xff) != 0) {
            throw new IllegalArgumentException("a colour part is 0 to 255");
        }
    }

    /**
     * Reads {@code rrggbb}.
     *
     * @throws IllegalArgumentException with a text for the user
     */
    public static Colour parse(String text) {
        if (!HEX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a colour: write six hexadecimal digits, as in ff8800");
        }
        int rgb = HexFormat.fromHexDigits(text);
        return new Colour(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    }
}
