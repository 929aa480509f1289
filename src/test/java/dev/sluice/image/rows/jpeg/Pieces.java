package dev.sluice.image.rows.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** JPEG files put together segment by segment, wrong ones too. */
final class Pieces {

    /** A code for a difference of nothing, one bit long. */
    static final byte[] NO_DIFFERENCE = table(0x00, 0);

    /** A code for the end of a band, one bit long. */
    static final byte[] NO_DETAIL = table(0x10, 0);

    /** For destination 0. */
    static final byte[] QUANTISATION = segment(0xdb, ones(64));

    /** One component of 8x8 pixels. */
    static final byte[] FRAME = frame(8, 8, 8, 0x11);

    private Pieces() {}

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] join(List<byte[]> parts) {
        return join(parts.toArray(byte[][]::new));
    }

    /** Parts between the first and the last marker. */
    static byte[] picture(byte[]... parts) {
        return join(bytes(0xff, 0xd8), join(parts), bytes(0xff, 0xd9));
    }

    /** A picture of one block with these segments before its end. */
    static byte[] block(byte[]... more) {
        return picture(QUANTISATION, FRAME, NO_DIFFERENCE, NO_DETAIL, join(more));
    }

    static byte[] segment(int marker, int... content) {
        int length = content.length + 2;
        return join(bytes(0xff, marker, length >> 8, length), bytes(content));
    }

    /** A progressive frame header whose components are numbered from 1 and share a quantisation table. */
    static byte[] frame(int precision, int width, int height, int... factors) {
        return frameOf(0xc2, precision, width, height, factors);
    }

    static byte[] frameOf(int marker, int precision, int width, int height, int... factors) {
        int[] content = new int[6 + 3 * factors.length];
        content[0] = precision;
        content[1] = height >> 8;
        content[2] = height;
        content[3] = width >> 8;
        content[4] = width;
        content[5] = factors.length;
        for (int i = 0; i < factors.length; i++) {
            content[6 + 3 * i] = i + 1;
            content[7 + 3 * i] = factors[i];
        }
        return segment(marker, content);
    }

    /** A Huffman table whose symbols all have the same length: the least that leaves the code of ones unused. */
    static byte[] table(int destination, int... symbols) {
        int[] content = new int[17 + symbols.length];
        content[0] = destination;
        content[Integer.SIZE - Integer.numberOfLeadingZeros(symbols.length)] = symbols.length;
        System.arraycopy(symbols, 0, content, 17, symbols.length);
        return segment(0xc4, content);
    }

    /** A scan of one component with table 0. */
    static byte[] scan(int component, int start, int end, int high, int low, String bits) {
        return join(segment(0xda, 1, component, 0, start, end, (high << 4) | low), data(bits));
    }

    /** A scan of components 1, 2 and so on, with table 0. */
    static byte[] means(int components, int high, int low, String bits) {
        int[] content = new int[4 + 2 * components];
        content[0] = components;
        for (int i = 0; i < components; i++) {
            content[1 + 2 * i] = i + 1;
        }
        content[content.length - 1] = (high << 4) | low;
        return join(segment(0xda, content), data(bits));
    }

    /** Bits as entropy-coded data: ones at the end, zeros behind bytes of 0xFF. */
    static byte[] data(String bits) {
        List<Integer> all = new ArrayList<>();
        String padded = bits + "1".repeat(-bits.length() & 7);
        for (int i = 0; i < padded.length(); i += 8) {
            int value = Integer.parseInt(padded, i, i + 8, 2);
            all.add(value);
            if (value == 0xff) {
                all.add(0);
            }
        }
        return bytes(all.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int[] ones(int count) {
        int[] table = new int[count + 1];
        Arrays.fill(table, 1, count + 1, 1);
        return table;
    }
}
