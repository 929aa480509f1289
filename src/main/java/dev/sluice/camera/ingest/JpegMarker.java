package dev.sluice.camera.ingest;

/** Second bytes of the markers that a camera's frames are cut at (T.81, table B.1). */
final class JpegMarker {

    static final int START_OF_IMAGE = 0xd8;
    static final int END_OF_IMAGE = 0xd9;
    static final int START_OF_SCAN = 0xda;
    static final int HUFFMAN_TABLES = 0xc4;

    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;
    private static final int ARITHMETIC_CONDITIONING = 0xcc;
    private static final int QUANTISATION_TABLES = 0xdb;
    private static final int RESTART_INTERVAL = 0xdd;
    private static final int FIRST_APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    private static final int COMMENT = 0xfe;

    private JpegMarker() {}

    /** Whether it may stand within the bits of a scan: a zero that was stuffed, or a restart. */
    static boolean inScan(int marker) {
        return marker == 0 || (marker >= FIRST_RESTART && marker <= LAST_RESTART);
    }

    /** Whether it begins a frame header of a kind that decoders read: baseline, extended, progressive, and the last two in arithmetic coding. */
    static boolean frameHeader(int marker) {
        return (marker >= 0xc0 && marker <= 0xc2) || marker == 0xc9 || marker == 0xca;
    }

    /** Whether the bits of its scans are coded by Huffman tables that need not be sent: those of baseline frames. */
    static boolean standardTables(int frameHeader) {
        return frameHeader == 0xc0 || frameHeader == 0xc1;
    }

    /** Whether it begins a segment that is passed by its length: tables, number of lines, restart interval, applications, comments. */
    static boolean segment(int marker) {
        return marker == HUFFMAN_TABLES
                || marker == ARITHMETIC_CONDITIONING
                || (marker >= QUANTISATION_TABLES && marker <= RESTART_INTERVAL)
                || (marker >= FIRST_APPLICATION && marker <= LAST_APPLICATION)
                || marker == COMMENT;
    }
}
