package dev.sluice.receive;

import dev.sluice.config.Kind;
import dev.sluice.units.DataSize;

/** How long the longer side of a stored picture may be. */
public sealed interface MaxDimension {

    /** Reads {@code auto} or a number of pixels. */
    Kind<MaxDimension> KIND = new Kind<>("auto, or pixels from 16 to 16383", MaxDimension::read, MaxDimension::write);

    /** Pixels for a server with this budget. */
    int pixels(DataSize budget, boolean adaptive);

    /**
     * A fixed length.
     *
     * @param length in pixels
     */
    record Fixed(int length) implements MaxDimension {
        @Override
        public int pixels(DataSize budget, boolean adaptive) {
            return length;
        }
    }

    /** What suits the budget: the presets for 512 MB, 1 GB and 2 GB, and 800 below half of the smallest. */
    record Auto() implements MaxDimension {

        private static final int USUAL = 2000;

        @Override
        public int pixels(DataSize budget, boolean adaptive) {
            if (!adaptive) {
                return USUAL;
            }
            long mebibytes = budget.bytes() >> 20;
            if (mebibytes < 256) {
                return 800;
            }
            return mebibytes < 768 ? 1200 : mebibytes < 1536 ? USUAL : 3000;
        }
    }

    private static MaxDimension read(String text) {
        if (text.strip().equals("auto")) {
            return new Auto();
        }
        int length = Kind.INTEGER.read(text);
        if (length < 16 || length > 16_383) {
            throw new IllegalArgumentException("'" + text + "' is out of range: it must be auto, or from 16 to 16383");
        }
        return new Fixed(length);
    }

    private static String write(MaxDimension value) {
        return switch (value) {
            case Fixed fixed -> Integer.toString(fixed.length());
            case Auto auto -> "auto";
        };
    }
}
