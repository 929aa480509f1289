package dev.sluice.image.rows.webp;

import static dev.sluice.image.rows.webp.PrefixTable.LENGTH_SHIFT;
import static dev.sluice.image.rows.webp.PrefixTable.ROOT_BITS;
import static dev.sluice.image.rows.webp.PrefixTable.SYMBOL_MASK;

import dev.sluice.failure.BadInput;
import dev.sluice.units.PixelSize;
import java.util.Arrays;

/**
 * Decodes one entropy-coded image row by row: literals, copies of what came before, and colours from the cache (RFC 9649 section
 * 3.6.2). What it decodes goes into the ring of the workspace, from which copies take it; distances are shorter than the ring is
 * long, so that nothing is overwritten that can still be asked for.
 *
 * <p>The hot loop has the bits, the ring and the green code in locals; what it needs once in a few pixels stays in fields.
 */
final class EntropyDecoder {

    private static final int HASH = 0x1e35a7bd;
    private static final int LITERALS = CodeGroups.LITERALS;
    private static final int CACHE_SYMBOLS = LITERALS + CodeGroups.LENGTH_SYMBOLS;

    /** Symbols of lengths and distances below this are themselves a number; the others have further bits. */
    private static final int PLAIN_SYMBOLS = 4;

    /** Pixels from which on the machine's own way to copy is faster than a loop. */
    private static final int WORTH_A_CALL = 16;

    private final BitReader in;
    private final CodeGroups codes;
    private final GroupTiles tiles;
    private final int[] ring;
    private final int mask;
    private final int width;
    private final int pixels;
    private final int[] out;

    private final int[] cache;
    private final boolean caching;
    private final int cacheShift;

    private int row;
    private int run;
    private int distance;

    private char[] table;
    private int greenAt;
    private int greenMask;
    private int redAt;
    private int redMask;
    private int blueAt;
    private int blueMask;
    private int alphaAt;
    private int alphaMask;
    private int distanceAt;
    private int distanceMask;

    /** Whether the pixels of the group have all the same red, blue and alpha: those of {@link #constant}. */
    private boolean constantColour;

    private int constant;

    /**
     * Begins an image. Its codes have been read; its first bit is the next.
     *
     * @param cacheBits 0 when there is no colour cache
     */
    EntropyDecoder(Workspace workspace, PixelSize size, int cacheBits, GroupTiles tiles) {
        in = workspace.in;
        codes = workspace.codes;
        ring = workspace.ring;
        mask = ring.length - 1;
        out = workspace.row;
        width = size.width();
        pixels = (int) size.pixels();
        cache = workspace.cache;
        caching = cacheBits > 0;
        cacheShift = Integer.SIZE - cacheBits;
        Arrays.fill(cache, 0);
        this.tiles = tiles;
        table = codes.pages[0];
    }

    /**
     * Decodes the next row into the row of the workspace.
     *
     * @throws BadInput DAMAGED_PICTURE when the bits end, or a copy begins before the picture or ends behind it
     */
    void row() {
        int start = (row * width) & mask;
        decode(start);
        in.checkEnd();
        row++;
        int straight = Math.min(width, ring.length - start);
        System.arraycopy(ring, start, out, 0, straight);
        System.arraycopy(ring, 0, out, straight, width - straight);
    }

    /** One method, for each pixel passes through all of it: calls would cost more than they tell. */
    private void decode(int start) {
        int[] ring = this.ring;
        int mask = this.mask;
        int width = this.width;
        long[] words = in.words;
        int position = in.position;
        char[] table = this.table;
        int greenAt = 0;
        int greenMask = 0;
        int tileEnd = 0;
        int x = copy(0);
        int at = (start + x) & mask;
        while (x < width) {
            if (x >= tileEnd) {
                tileEnd = select(x);
                table = this.table;
                greenAt = this.greenAt;
                greenMask = this.greenMask;
            }
            if (position >= BitReader.LIMIT) {
                position = in.refill(position);
            }
            long ahead = BitReader.ahead(words, position);
            int entry = find(table, greenAt, greenMask, ahead);
            position += entry >>> LENGTH_SHIFT;
            ahead >>>= entry >>> LENGTH_SHIFT;
            int symbol = entry & SYMBOL_MASK;
            int pixel;
            if (symbol >= CACHE_SYMBOLS) {
                pixel = cache[symbol - CACHE_SYMBOLS];
            } else if (symbol >= LITERALS) {
                position += reference(symbol - LITERALS, ahead, x, position);
                x = copy(x);
                at = (start + x) & mask;
                continue;
            } else if (constantColour) {
                pixel = constant | (symbol << 8);
            } else {
                int red = find(table, redAt, redMask, ahead);
                position += red >>> LENGTH_SHIFT;
                ahead >>>= red >>> LENGTH_SHIFT;
                int blue = find(table, blueAt, blueMask, ahead);
                position += blue >>> LENGTH_SHIFT;
                ahead >>>= blue >>> LENGTH_SHIFT;
                int alpha = find(table, alphaAt, alphaMask, ahead);
                position += alpha >>> LENGTH_SHIFT;
                pixel = (alpha << 24) | ((red & SYMBOL_MASK) << 16) | (symbol << 8) | (blue & SYMBOL_MASK);
            }
            ring[at] = pixel;
            at = (at + 1) & mask;
            x++;
            if (caching) {
                cache[(pixel * HASH) >>> cacheShift] = pixel;
            }
        }
        in.position = position;
    }

    /** The entry of the code that the bits begin with. */
    private static int find(char[] table, int at, int mask, long ahead) {
        int entry = table[at + ((int) ahead & mask)];
        return (entry >>> LENGTH_SHIFT) <= ROOT_BITS ? entry : findLong(table, at, entry, ahead);
    }

    private static int findLong(char[] table, int at, int entry, long ahead) {
        int further = (1 << ((entry >>> LENGTH_SHIFT) - ROOT_BITS)) - 1;
        return table[at + (entry & SYMBOL_MASK) + ((int) (ahead >>> ROOT_BITS) & further)];
    }

    /** Makes the codes of the tile of a pixel of this row the ones in use, and returns where it ends. */
    private int select(int x) {
        int tile = x >> tiles.bits;
        int place = tiles.directory[tiles.groups[(row >> tiles.bits) * tiles.across + tile]];
        int head = place & CodeGroups.PAGE_MASK;
        char[] page = codes.pages[place >>> CodeGroups.PAGE_BITS];
        table = page;
        greenAt = head + page[head + CodeGroups.GREEN];
        greenMask = page[head + CodeGroups.GREEN + 1];
        redAt = head + page[head + CodeGroups.RED];
        redMask = page[head + CodeGroups.RED + 1];
        blueAt = head + page[head + CodeGroups.BLUE];
        blueMask = page[head + CodeGroups.BLUE + 1];
        alphaAt = head + page[head + CodeGroups.ALPHA];
        alphaMask = page[head + CodeGroups.ALPHA + 1];
        distanceAt = head + page[head + CodeGroups.DISTANCE];
        distanceMask = page[head + CodeGroups.DISTANCE + 1];
        constantColour = (redMask | blueMask | alphaMask) == 0;
        constant = (page[alphaAt] << 24) | (page[redAt] << 16) | page[blueAt];
        return (tile + 1) << tiles.bits;
    }

    /**
     * Reads how far back a copy begins and how long it is.
     *
     * @param ahead the bits behind the symbol of its length
     * @param position where they are
     * @return how many of them it took
     */
    private int reference(int lengthSymbol, long ahead, int x, int position) {
        int lengthBits = furtherBits(lengthSymbol);
        long behindLength = ahead >>> lengthBits;
        int entry = find(table, distanceAt, distanceMask, behindLength);
        int symbolBits = entry >>> LENGTH_SHIFT;
        int distanceSymbol = entry & SYMBOL_MASK;
        run = number(lengthSymbol, ahead);
        distance = PlaneDistance.of(number(distanceSymbol, behindLength >>> symbolBits), width);
        int taken = lengthBits + symbolBits + furtherBits(distanceSymbol);
        int done = row * width + x;
        if (distance > done || run > pixels - done) {
            in.position = position + taken;
            throw impossibleCopy(distance > done);
        }
        return taken;
    }

    private BadInput impossibleCopy(boolean fromBefore) {
        in.checkEnd();
        return Defect.damaged(
                fromBefore ? "it copies WebP pixels from before the first" : "it copies WebP pixels beyond the last");
    }

    private static int furtherBits(int symbol) {
        return symbol < PLAIN_SYMBOLS ? 0 : (symbol - 2) >> 1;
    }

    /** RFC 9649 section 3.6.2.2 */
    private static int number(int symbol, long further) {
        if (symbol < PLAIN_SYMBOLS) {
            return symbol + 1;
        }
        int bits = furtherBits(symbol);
        return ((2 + (symbol & 1)) << bits) + ((int) further & ((1 << bits) - 1)) + 1;
    }

    /** Copies as much of the run as this row has room for, from {@code x} on, and returns where it stops. */
    private int copy(int x) {
        int count = Math.min(run, width - x);
        if (count == 0) {
            return x;
        }
        int to = (row * width + x) & mask;
        int from = (to - distance) & mask;
        if (caching) {
            copyCaching(from, to, count);
        } else if (count >= WORTH_A_CALL
                && distance >= count
                && from + count <= ring.length
                && to + count <= ring.length) {
            System.arraycopy(ring, from, ring, to, count);
        } else {
            copyPlain(from, to, count);
        }
        run -= count;
        return x + count;
    }

    private void copyPlain(int firstFrom, int firstTo, int count) {
        int[] ring = this.ring;
        int mask = this.mask;
        int from = firstFrom;
        int to = firstTo;
        for (int left = count; left > 0; left--) {
            ring[to] = ring[from];
            from = (from + 1) & mask;
            to = (to + 1) & mask;
        }
    }

    private void copyCaching(int firstFrom, int firstTo, int count) {
        int[] ring = this.ring;
        int mask = this.mask;
        int[] cache = this.cache;
        int from = firstFrom;
        int to = firstTo;
        for (int left = count; left > 0; left--) {
            int pixel = ring[from];
            ring[to] = pixel;
            cache[(pixel * HASH) >>> cacheShift] = pixel;
            from = (from + 1) & mask;
            to = (to + 1) & mask;
        }
    }
}
