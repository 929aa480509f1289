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
    OTHER
}
