package dev.sluice.image;

import dev.sluice.units.PixelSize;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Packs 8-bit pixels, row by row from the top, into what displays take without a decoder. Holds on the heap one row in, one row out
 * and, when it diffuses errors, two rows of them. Used by one thread for one picture.
 */
final class DisplayFormat {

    /** Bytes of heap for a column at most: three in, three out, and the errors of two rows in three channels. */
    static final long HEAP_PER_COLUMN = 3 + 3 + 2 * 3 * Integer.BYTES;

    private static final int BMP_HEADER_BYTES = 54;

    private final Output output;
    private final PixelSize size;
    private final int channels;
    private final int rowBytes;
    private final byte[] pixels;
    private final byte[] packed;
    private final Ditherer ditherer;

    /** @throws IllegalArgumentException when {@code output} is one that libvips writes */
    DisplayFormat(Output output, PixelSize size) {
        this.output = output;
        this.size = size;
        int width = size.width();
        switch (output) {
            case Output.Bmp _ -> {
                channels = 3;
                rowBytes = (width * 3 + 3) / 4 * 4;
                ditherer = new Ditherer(Dither.NONE, width, 255, 255, 255);
            }
            case Output.Rgb565(boolean _, Dither dither) -> {
                channels = 3;
                rowBytes = width * 2;
                ditherer = new Ditherer(dither, width, 31, 63, 31);
            }
            case Output.Grey(int bits, Dither dither) -> {
                channels = 1;
                rowBytes = (width * bits + 7) / 8;
                ditherer = new Ditherer(dither, width, (1 << bits) - 1);
            }
            case Output.Jpeg _, Output.Png _, Output.Webp _, Output.Avif _, Output.Gif _, Output.Tiff _ ->
                throw new IllegalArgumentException(output.type() + " is written by libvips");
        }
        pixels = new byte[width * channels];
        packed = new byte[rowBytes];
    }

    /** Whether an output is written here and not by libvips. */
    static boolean writes(Output output) {
        return switch (output) {
            case Output.Bmp _, Output.Rgb565 _, Output.Grey _ -> true;
            case Output.Jpeg _, Output.Png _, Output.Webp _, Output.Avif _, Output.Gif _, Output.Tiff _ -> false;
        };
    }

    /** Of a pixel that goes in: 3 (red, green, blue) or 1 (grey). */
    int channels() {
        return channels;
    }

    /** Of the whole result. */
    long bytes() {
        return headerBytes() + (long) rowBytes * size.height();
    }

    private int headerBytes() {
        return output instanceof Output.Bmp ? BMP_HEADER_BYTES : 0;
    }

    /**
     * Packs some rows, which follow those of the call before.
     *
     * @param rows whole rows, packed
     * @param top number of the first
     * @param target the whole result
     */
    void pack(MemorySegment rows, int top, MemorySegment target) {
        if (top == 0 && output instanceof Output.Bmp) {
            MemorySegment.copy(bmpHeader(), 0, target, 0, BMP_HEADER_BYTES);
        }
        int count = (int) (rows.byteSize() / pixels.length);
        for (int row = 0; row < count; row++) {
            MemorySegment.copy(rows, ValueLayout.JAVA_BYTE, (long) row * pixels.length, pixels, 0, pixels.length);
            packRow(top + row);
            long place = output instanceof Output.Bmp ? size.height() - 1L - top - row : top + row;
            MemorySegment.copy(packed, 0, target, ValueLayout.JAVA_BYTE, headerBytes() + place * rowBytes, rowBytes);
        }
    }

    private void packRow(int row) {
        switch (output) {
            case Output.Bmp _ -> {
                for (int at = 0; at < pixels.length; at += 3) {
                    packed[at] = pixels[at + 2];
                    packed[at + 1] = pixels[at + 1];
                    packed[at + 2] = pixels[at];
                }
            }
            case Output.Rgb565(boolean bigEndian, Dither _) -> {
                ditherer.reduce(pixels, row);
                packRgb565(bigEndian ? 0 : 1);
            }
            case Output.Grey(int bits, Dither _) -> {
                ditherer.reduce(pixels, row);
                packGrey(bits);
            }
            case Output.Jpeg _, Output.Png _, Output.Webp _, Output.Avif _, Output.Gif _, Output.Tiff _ -> {}
        }
    }

    private void packRgb565(int highByte) {
        for (int from = 0, to = 0; from < pixels.length; from += 3, to += 2) {
            int colour = pixels[from] << 11 | pixels[from + 1] << 5 | pixels[from + 2];
            packed[to + highByte] = (byte) (colour >> 8);
            packed[to + 1 - highByte] = (byte) colour;
        }
    }

    private void packGrey(int bits) {
        int perByte = 8 / bits;
        for (int to = 0; to < rowBytes; to++) {
            int value = 0;
            for (int pixel = to * perByte; pixel < (to + 1) * perByte; pixel++) {
                value = value << bits | (pixel < pixels.length ? pixels[pixel] : 0);
            }
            packed[to] = (byte) value;
        }
    }

    /** BITMAPFILEHEADER and BITMAPINFOHEADER: 24 bits, rows from the bottom, 2835 pixels a metre (72 dpi). */
    private MemorySegment bmpHeader() {
        ByteBuffer header = ByteBuffer.allocate(BMP_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 'B').put((byte) 'M').putInt((int) bytes()).putInt(0).putInt(BMP_HEADER_BYTES);
        header.putInt(40)
                .putInt(size.width())
                .putInt(size.height())
                .putShort((short) 1)
                .putShort((short) 24);
        header.putInt(0)
                .putInt((int) (bytes() - BMP_HEADER_BYTES))
                .putInt(2835)
                .putInt(2835)
                .putInt(0)
                .putInt(0);
        return MemorySegment.ofArray(header.array());
    }
}
