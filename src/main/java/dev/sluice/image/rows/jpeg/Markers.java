package dev.sluice.image.rows.jpeg;

/** Second bytes of the markers that matter here (T.81, table B.1). */
final class Markers {

    static final int TEMPORARY = 0x01;
    static final int BASELINE_FRAME = 0xc0;
    static final int EXTENDED_FRAME = 0xc1;
    static final int PROGRESSIVE_FRAME = 0xc2;
    static final int HUFFMAN_TABLES = 0xc4;
    static final int RESERVED_FRAME = 0xc8;
    static final int ARITHMETIC_CONDITIONING = 0xcc;
    static final int LAST_FRAME = 0xcf;
    static final int FIRST_RESTART = 0xd0;
    static final int LAST_RESTART = 0xd7;
    static final int START_OF_IMAGE = 0xd8;
    static final int END_OF_IMAGE = 0xd9;
    static final int START_OF_SCAN = 0xda;
    static final int QUANTISATION_TABLES = 0xdb;
    static final int NUMBER_OF_LINES = 0xdc;
    static final int RESTART_INTERVAL = 0xdd;
    static final int HIERARCHICAL_PROGRESSION = 0xde;
    static final int EXPAND_REFERENCE = 0xdf;
    static final int JFIF = 0xe0;
    static final int EXIF = 0xe1;
    static final int PROFILE = 0xe2;
    static final int ADOBE = 0xee;
    static final int LAST_APPLICATION = 0xef;
    static final int COMMENT = 0xfe;

    private Markers() {}

    static boolean restarts(int marker) {
        return marker >= FIRST_RESTART && marker <= LAST_RESTART;
    }

    /** Whether it begins a segment whose meaning is known; the others are reserved, or left to extensions. */
    static boolean known(int marker) {
        boolean reserved = marker < BASELINE_FRAME || marker == RESERVED_FRAME;
        boolean extension = marker > LAST_APPLICATION && marker < COMMENT;
        return !reserved && !extension;
    }

    /** Whether it begins a frame of any coding process. */
    static boolean framed(int marker) {
        return marker >= BASELINE_FRAME
                && marker <= LAST_FRAME
                && marker != HUFFMAN_TABLES
                && marker != RESERVED_FRAME
                && marker != ARITHMETIC_CONDITIONING;
    }
}
