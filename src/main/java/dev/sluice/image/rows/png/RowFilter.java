package dev.sluice.image.rows.png;

/**
 * Takes back what a filter did to a row (ISO/IEC 15948 section 9). The loops for three and four bytes a pixel keep the pixel to the left
 * in locals: most pictures are of these, and filters take a third of all time.
 */
final class RowFilter {

    private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

    /** The highest bits of four channels of 16 bits. */
    private static final long SIGNS = 0x8000_8000_8000_8000L;

    /** The low bytes of four channels of 16 bits. */
    private static final long BYTES = 0x00ff_00ff_00ff_00ffL;

    private RowFilter() {}

    /**
     * Takes the filter of this number back.
     *
     * @param row filtered, and then not
     * @param above the row before, without its filter; zeros before the first one
     * @param count bytes of a row
     * @param pixel bytes of a pixel, rounded up to one
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when there is no such filter
     */
    static void undo(int filter, byte[] row, byte[] above, int count, int pixel) {
        switch (filter) {
            case 0 -> {}
            case 1 -> sub(row, count, pixel);
            case 2 -> up(row, above, count);
            case 3 -> average(row, above, count, pixel);
            case 4 -> paeth(row, above, count, pixel);
            default -> throw Damage.damaged("a row of it has a filter that PNG does not know");
        }
    }

    private static void sub(byte[] row, int count, int pixel) {
        if (pixel == 3) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (int at = 0; at < count; at += 3) {
                row[at] = (byte) (red += row[at]);
                row[at + 1] = (byte) (green += row[at + 1]);
                row[at + 2] = (byte) (blue += row[at + 2]);
            }
            return;
        }
        for (int at = pixel; at < count; at++) {
            row[at] += row[at - pixel];
        }
    }

    /** Adds eight bytes at once: their low seven bits cannot carry into the next byte, and the highest is added without carry. */
    private static void up(byte[] row, byte[] above, int count) {
        int at = 0;
        for (; at <= count - Long.BYTES; at += Long.BYTES) {
            long one = (long) BitInput.LONG.get(row, at);
            long other = (long) BitInput.LONG.get(above, at);
            BitInput.LONG.set(row, at, ((one & LOW_BITS) + (other & LOW_BITS)) ^ ((one ^ other) & ~LOW_BITS));
        }
        for (; at < count; at++) {
            row[at] += above[at];
        }
    }

    private static void average(byte[] row, byte[] above, int count, int pixel) {
        if (pixel == 3) {
            averageOfThree(row, above, count);
            return;
        }
        for (int at = 0; at < Math.min(pixel, count); at++) {
            row[at] += (byte) ((above[at] & 0xff) >> 1);
        }
        for (int at = pixel; at < count; at++) {
            row[at] += (byte) (((row[at - pixel] & 0xff) + (above[at] & 0xff)) >> 1);
        }
    }

    private static void averageOfThree(byte[] row, byte[] above, int count) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int at = 0; at < count; at += 3) {
            red = (row[at] + ((red + (above[at] & 0xff)) >> 1)) & 0xff;
            green = (row[at + 1] + ((green + (above[at + 1] & 0xff)) >> 1)) & 0xff;
            blue = (row[at + 2] + ((blue + (above[at + 2] & 0xff)) >> 1)) & 0xff;
            row[at] = (byte) red;
            row[at + 1] = (byte) green;
            row[at + 2] = (byte) blue;
        }
    }

    private static void paeth(byte[] row, byte[] above, int count, int pixel) {
        switch (pixel) {
            case 3 -> paethOfThree(row, above, count);
            case 4 -> paethOfFour(row, above, count);
            default -> paethOfMany(row, above, count, pixel);
        }
    }

    /**
     * The one of left, above and corner that is nearest to left + above - corner, in this order where they are equally near (section
     * 9.4). That is the higher of left and above when three times the corner is not above their sum and the lower of them, the lower when
     * it is not below their sum and the higher, and the corner else.
     */
    static int predict(int left, int above, int corner) {
        int low = Math.min(left, above);
        int high = Math.max(left, above);
        int middle = 3 * corner - (left + above);
        int other = high <= middle ? low : corner;
        return middle <= low ? high : other;
    }

    /**
     * Predicts all channels at once, each in 16 bits of a long: what is compared is put so that the highest of them says which is larger,
     * and becomes a mask of the others. So there is no branch that cannot be foreseen.
     */
    private static void paethOfThree(byte[] row, byte[] above, int count) {
        long left = 0;
        long corner = 0;
        for (int at = 0; at < count; at += 3) {
            long up = (above[at] & 0xffL) | (above[at + 1] & 0xffL) << 16 | (above[at + 2] & 0xffL) << 32;
            long sign = ((left | SIGNS) - up) & SIGNS;
            long low = left ^ ((left ^ up) & (sign - (sign >>> 15)));
            long sum = left + up;
            long high = sum - low;
            long triple = 3 * corner;
            sign = ((triple | SIGNS) - sum - high) & SIGNS;
            long other = corner ^ ((corner ^ low) & (sign - (sign >>> 15)));
            sign = ((sum | SIGNS) - triple + low) & SIGNS;
            long predicted = other ^ ((other ^ high) & (sign - (sign >>> 15)));
            long filtered = (row[at] & 0xffL) | (row[at + 1] & 0xffL) << 16 | (row[at + 2] & 0xffL) << 32;
            left = (filtered + predicted) & BYTES;
            row[at] = (byte) left;
            row[at + 1] = (byte) (left >> 16);
            row[at + 2] = (byte) (left >> 32);
            corner = up;
        }
    }

    /** As {@link #paethOfThree}. */
    private static void paethOfFour(byte[] row, byte[] above, int count) {
        long left = 0;
        long corner = 0;
        for (int at = 0; at < count; at += 4) {
            long up = (above[at] & 0xffL)
                    | (above[at + 1] & 0xffL) << 16
                    | (above[at + 2] & 0xffL) << 32
                    | (above[at + 3] & 0xffL) << 48;
            long sign = ((left | SIGNS) - up) & SIGNS;
            long low = left ^ ((left ^ up) & (sign - (sign >>> 15)));
            long sum = left + up;
            long high = sum - low;
            long triple = 3 * corner;
            sign = ((triple | SIGNS) - sum - high) & SIGNS;
            long other = corner ^ ((corner ^ low) & (sign - (sign >>> 15)));
            sign = ((sum | SIGNS) - triple + low) & SIGNS;
            long predicted = other ^ ((other ^ high) & (sign - (sign >>> 15)));
            long filtered = (row[at] & 0xffL)
                    | (row[at + 1] & 0xffL) << 16
                    | (row[at + 2] & 0xffL) << 32
                    | (row[at + 3] & 0xffL) << 48;
            left = (filtered + predicted) & BYTES;
            row[at] = (byte) left;
            row[at + 1] = (byte) (left >> 16);
            row[at + 2] = (byte) (left >> 32);
            row[at + 3] = (byte) (left >> 48);
            corner = up;
        }
    }

    private static void paethOfMany(byte[] row, byte[] above, int count, int pixel) {
        for (int at = 0; at < Math.min(pixel, count); at++) {
            row[at] += above[at];
        }
        for (int at = pixel; at < count; at++) {
            row[at] += (byte) predict(row[at - pixel] & 0xff, above[at] & 0xff, above[at - pixel] & 0xff);
        }
    }
}
