package dev.sluice.image.rows.jpeg;

import java.nio.ByteBuffer;

/** The Huffman tables of T.81, section K.3, for a JPEG that was sent without any, as the frames of many cameras are. */
public final class StandardTables {

    private StandardTables() {}

    /** All four in one DHT segment, its marker included; a new array of 432 bytes. */
    public static byte[] segment() {
        int length = 2;
        for (StandardTable table : StandardTable.values()) {
            length += table.length();
        }
        ByteBuffer segment = ByteBuffer.allocate(2 + length);
        segment.put((byte) 0xff).put((byte) Markers.HUFFMAN_TABLES).putShort((short) length);
        for (StandardTable table : StandardTable.values()) {
            table.put(segment);
        }
        return segment.array();
    }
}
