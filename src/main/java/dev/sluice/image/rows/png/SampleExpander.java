package dev.sluice.image.rows.png;

import java.nio.ByteOrder;

/**
 * Makes pixels of the samples that a row stores, as the engine does: whole bytes of those below 8 bits, grey scaled to 8 bits, colours of
 * palette entries, alpha of the transparent ones, and the machine's byte order (ISO/IEC 15948 section 13.12 and 11.3.1.1). Palette entries
 * that are not there are black. Holds a row of pixels and less than 2 KiB. For one thread.
 */
final class SampleExpander {

    /** Where the bytes of a 16-bit channel go; a file has the high one first. */
    private static final int HIGH = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0;

    private static final int LOW = 1 - HIGH;

    private static final int VALUES = 256;
    private static final int OPAQUE = 0xff;

    /** What has to be done with a row. */
    private enum Work {
        NOTHING,
        LOOK_UP,
        MATCH_COLOUR,
        SWAP,
        SWAP_AND_MATCH
    }

    private final Work work;
    private final int depth;
    private final int samples;
    private final int channels;
    private final byte[] table;
    private final int[] transparent = new int[3];
    private final byte[] pixels;

    /** @param width pixels of the longest row */
    SampleExpander(PngStructure png, int width) {
        depth = png.depth();
        samples = png.colour().samples();
        byte[] transparency = png.transparency();
        boolean added = transparency != null;
        work = work(png, added);
        channels = (png.colour() == ColourType.PALETTE ? 3 : samples) + (added ? 1 : 0);
        table = work == Work.LOOK_UP ? new byte[VALUES * channels] : new byte[0];
        pixels = new byte[work == Work.NOTHING ? 0 : width * channels * bytesPerChannel()];
        byte[] alpha = transparency == null ? new byte[0] : transparency;
        byte[] palette = png.palette();
        if (palette != null) {
            fill(palette, alpha);
            return;
        }
        for (int sample = 0; 2 * sample < alpha.length; sample++) {
            int value = (alpha[2 * sample] & 0xff) << 8 | (alpha[2 * sample + 1] & 0xff);
            transparent[sample] = value & ((1 << depth) - 1);
        }
        if (work == Work.LOOK_UP) {
            fillGreys();
        }
    }

    private static Work work(PngStructure png, boolean added) {
        boolean single = png.colour() == ColourType.GREY || png.colour() == ColourType.PALETTE;
        if (png.depth() == 16) {
            return added ? Work.SWAP_AND_MATCH : Work.SWAP;
        }
        if (single && (png.depth() < 8 || png.colour() == ColourType.PALETTE || added)) {
            return Work.LOOK_UP;
        }
        return added ? Work.MATCH_COLOUR : Work.NOTHING;
    }

    int channels() {
        return channels;
    }

    int bytesPerChannel() {
        return depth == 16 ? 2 : 1;
    }

    private void fill(byte[] palette, byte[] alpha) {
        for (int entry = 0; entry < VALUES; entry++) {
            if (3 * entry < palette.length) {
                System.arraycopy(palette, 3 * entry, table, channels * entry, 3);
            }
            if (channels == 4) {
                table[channels * entry + 3] = entry < alpha.length ? alpha[entry] : (byte) OPAQUE;
            }
        }
    }

    private void fillGreys() {
        int highest = (1 << depth) - 1;
        for (int value = 0; value <= highest; value++) {
            table[channels * value] = (byte) (value * OPAQUE / highest);
            if (channels == 2) {
                table[channels * value + 1] = (byte) (value == transparent[0] ? 0 : OPAQUE);
            }
        }
    }

    /**
     * Makes a row's pixels.
     *
     * @param stored whole bytes, as the file has them
     * @param count pixels
     * @return holds them from 0 on; {@code stored} itself, or an array that is used again
     */
    byte[] expand(byte[] stored, int count) {
        switch (work) {
            case NOTHING -> {
                return stored;
            }
            case LOOK_UP -> lookUp(stored, count);
            case MATCH_COLOUR -> matchColour(stored, count);
            case SWAP -> swap(stored, count * samples);
            case SWAP_AND_MATCH -> swapAndMatch(stored, count);
        }
        return pixels;
    }

    private void lookUp(byte[] stored, int count) {
        byte[] from = table;
        byte[] out = pixels;
        int width = channels;
        int mask = (1 << depth) - 1;
        int perByte = Byte.SIZE / depth;
        int to = 0;
        for (int at = 0; at < Math.ceilDiv(count, perByte); at++) {
            int packed = stored[at];
            int end = Math.min(count * width, to + perByte * width);
            for (int shift = Byte.SIZE - depth; to < end; shift -= depth) {
                int entry = (packed >> shift & mask) * width;
                for (int channel = 0; channel < width; channel++) {
                    out[to++] = from[entry + channel];
                }
            }
        }
    }

    private void matchColour(byte[] stored, int count) {
        int to = 0;
        for (int at = 0; at < 3 * count; at += 3) {
            boolean matches = (stored[at] & 0xff) == transparent[0]
                    && (stored[at + 1] & 0xff) == transparent[1]
                    && (stored[at + 2] & 0xff) == transparent[2];
            pixels[to] = stored[at];
            pixels[to + 1] = stored[at + 1];
            pixels[to + 2] = stored[at + 2];
            pixels[to + 3] = (byte) (matches ? 0 : OPAQUE);
            to += 4;
        }
    }

    private void swap(byte[] stored, int values) {
        byte[] out = pixels;
        for (int at = 0; at < 2 * values; at += 2) {
            out[at + HIGH] = stored[at];
            out[at + LOW] = stored[at + 1];
        }
    }

    private void swapAndMatch(byte[] stored, int count) {
        int at = 0;
        int to = 0;
        for (int pixel = 0; pixel < count; pixel++) {
            boolean matches = true;
            for (int sample = 0; sample < samples; sample++) {
                matches &= ((stored[at] & 0xff) << 8 | (stored[at + 1] & 0xff)) == transparent[sample];
                pixels[to + HIGH] = stored[at];
                pixels[to + LOW] = stored[at + 1];
                at += 2;
                to += 2;
            }
            byte alpha = (byte) (matches ? 0 : OPAQUE);
            pixels[to] = alpha;
            pixels[to + 1] = alpha;
            to += 2;
        }
    }
}
