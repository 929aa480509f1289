package dev.sluice.image.rows.bmp;

/**
 * Takes one channel out of a pixel and scales it to 8 bits, so that all bits set are 255. Immutable.
 *
 * @param shift where its lowest bit is
 * @param bits how many there are, 0 for a channel that is not there
 */
record ChannelMask(int shift, int bits) {

    /**
     * @param mask whose bits belong to the channel
     * @throws dev.sluice.failure.BadInput UNSUPPORTED_PICTURE when they are not next to each other
     */
    static ChannelMask of(int mask) {
        if (mask == 0) {
            return new ChannelMask(0, 0);
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        int bits = Integer.bitCount(mask);
        if (bits + shift + Integer.numberOfLeadingZeros(mask) != Integer.SIZE) {
            throw Damage.unsupported("the bits of a colour are not next to each other");
        }
        return new ChannelMask(shift, bits);
    }

    int of(long pixel) {
        if (bits == 8) {
            return (int) (pixel >> shift) & 0xff;
        }
        long most = (1L << bits) - 1;
        return bits == 0 ? 0 : (int) (((pixel >> shift & most) * 255 + most / 2) / most);
    }
}
