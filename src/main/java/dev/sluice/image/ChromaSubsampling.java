package dev.sluice.image;

/** How the colour channels of a JPEG are thinned against its brightness. */
public enum ChromaSubsampling {
    /** One component only. */
    GREY,
    YUV444,
    YUV422,
    YUV420,
    YUV440,
    YUV411,
    /** Any other combination of sampling factors. */
    OTHER;

    /**
     * What the sampling factors of a frame come to (ITU-T T.81, section A.1.1).
     *
     * @param across horizontal factor of each component
     * @param down vertical factor of each component
     */
    public static ChromaSubsampling of(int[] across, int[] down) {
        if (across.length == 1) {
            return GREY;
        }
        if (across.length == 2 || across[1] != across[2] || down[1] != down[2]) {
            return OTHER;
        }
        if (across[0] % across[1] != 0 || down[0] % down[1] != 0) {
            return OTHER;
        }
        return switch (10 * (across[0] / across[1]) + down[0] / down[1]) {
            case 11 -> YUV444;
            case 21 -> YUV422;
            case 22 -> YUV420;
            case 12 -> YUV440;
            case 41 -> YUV411;
            default -> OTHER;
        };
    }
}
