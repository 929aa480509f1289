package dev.sluice.image.rows.webp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A valid VP8L stream of everything the format can say, by chance: transforms in any order, colour caches and codes of any size,
 * groups that are used and not, copies from near and far.
 */
final class RandomPicture {

    private static final int LITERALS = 256;
    private static final int CACHE = LITERALS + 24;

    private final Random random;
    private final BitWriter out = new BitWriter();
    private final int width;
    private final int height;

    RandomPicture(Random random, int width, int height) {
        this.random = random;
        this.width = width;
        this.height = height;
        out.header(width, height);
    }

    byte[] write() {
        int coded = transforms();
        int cacheBits = cache();
        int[] groups = {0};
        int tileBits = 15;
        int across = 1;
        boolean many = random.nextBoolean();
        out.flag(many);
        if (many) {
            tileBits = 2 + random.nextInt(4);
            across = Math.ceilDiv(coded, 1 << tileBits);
            out.put(tileBits - 2, 3);
            groups = groups(across, Math.ceilDiv(height, 1 << tileBits));
        }
        int highest = 0;
        for (int group : groups) {
            highest = Math.max(highest, group);
        }
        List<RandomCode[]> codes = new ArrayList<>();
        for (int group = 0; group <= highest; group++) {
            codes.add(group(cacheBits));
        }
        pixels(coded, height, codes, groups, tileBits, across);
        return out.toBytes();
    }

    private int transforms() {
        List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
        Collections.shuffle(kinds, random);
        int coded = width;
        for (int kind : kinds.subList(0, random.nextInt(5))) {
            out.put(1, 1).put(kind, 2);
            switch (kind) {
                case 0, 1 -> {
                    int bits = 2 + random.nextInt(3);
                    out.put(bits - 2, 3);
                    subImage(Math.ceilDiv(coded, 1 << bits), Math.ceilDiv(height, 1 << bits));
                }
                case 3 -> {
                    int colours = random.nextBoolean() ? 1 + random.nextInt(17) : 1 + random.nextInt(256);
                    out.put(colours - 1, 8);
                    subImage(colours, 1);
                    int packing = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
                    coded = Math.ceilDiv(coded, 1 << packing);
                }
                default -> {}
            }
        }
        out.put(0, 1);
        return coded;
    }

    private int cache() {
        boolean caching = random.nextBoolean();
        int bits = caching ? 1 + random.nextInt(11) : 0;
        out.flag(caching);
        if (caching) {
            out.put(bits, 4);
        }
        return bits;
    }

    private void subImage(int across, int down) {
        int cacheBits = cache();
        List<RandomCode[]> codes = List.<RandomCode[]>of(group(cacheBits));
        pixels(across, down, codes, new int[] {0}, 15, 1);
    }

    /** An entropy image whose pixels are known: no cache, codes for a few numbers of groups, no copies. */
    private int[] groups(int across, int down) {
        out.put(0, 1);
        RandomCode low = new RandomCode(random, CACHE, 1 + random.nextInt(4));
        while (low.anyBelow(random, LITERALS) < 0) {
            low = new RandomCode(random, CACHE, 4);
        }
        low.writeLengths(out);
        RandomCode high = new RandomCode(random, 2, 1 + random.nextInt(2));
        RandomCode padded = new RandomCode(random, LITERALS, 1);
        int[] highLengths = new int[LITERALS];
        highLengths[0] = 1;
        highLengths[1] = 1;
        out.lengths(highLengths);
        padded.writeLengths(out);
        padded.writeLengths(out);
        new RandomCode(random, 40, 1).writeLengths(out);
        int[] groups = new int[across * down];
        for (int i = 0; i < groups.length; i++) {
            int lower = low.anyBelow(random, LITERALS);
            int upper = random.nextInt(20) == 0 ? high.any(random) : 0;
            low.write(out, lower);
            out.put(upper, 1);
            groups[i] = upper << 8 | lower;
        }
        return groups;
    }

    private RandomCode[] group(int cacheBits) {
        int green = CACHE + (cacheBits == 0 ? 0 : 1 << cacheBits);
        int[] alphabets = {green, LITERALS, LITERALS, LITERALS, 40};
        RandomCode[] codes = new RandomCode[5];
        for (int i = 0; i < 5; i++) {
            int most = Math.min(alphabets[i], random.nextBoolean() ? 300 : 5);
            do {
                codes[i] = new RandomCode(random, alphabets[i], 1 + random.nextInt(most));
            } while (i == 0 && codes[i].anyBelow(random, LITERALS) < 0);
            codes[i].writeLengths(out);
        }
        return codes;
    }

    private void pixels(int across, int down, List<RandomCode[]> groups, int[] tiles, int tileBits, int tilesAcross) {
        int pixels = across * down;
        int done = 0;
        while (done < pixels) {
            int x = done % across;
            int y = done / across;
            RandomCode[] codes = groups.get(tiles[(y >> tileBits) * tilesAcross + (x >> tileBits)]);
            int symbol = codes[0].any(random);
            if (symbol >= LITERALS && symbol < CACHE) {
                done += copy(codes, symbol, across, done, pixels);
                continue;
            }
            codes[0].write(out, symbol);
            done++;
            if (symbol < LITERALS) {
                for (int i = 1; i < 4; i++) {
                    codes[i].write(out, codes[i].any(random));
                }
            }
        }
    }

    /** Writes a copy, or nothing when what chance wants is not possible there. */
    private int copy(RandomCode[] codes, int symbol, int across, int done, int pixels) {
        int lengthBits = furtherBits(symbol - LITERALS);
        int lengthMore = random.nextInt(1 << lengthBits);
        int length = number(symbol - LITERALS, lengthMore);
        int distanceSymbol = codes[4].any(random);
        int distanceBits = furtherBits(distanceSymbol);
        int distanceMore = random.nextInt(1 << distanceBits);
        int distance = PlaneDistance.of(number(distanceSymbol, distanceMore), across);
        if (length > pixels - done || distance > done) {
            int literal = codes[0].anyBelow(random, LITERALS);
            codes[0].write(out, literal);
            for (int i = 1; i < 4; i++) {
                codes[i].write(out, codes[i].any(random));
            }
            return 1;
        }
        codes[0].write(out, symbol);
        out.put(lengthMore, lengthBits);
        codes[4].write(out, distanceSymbol);
        out.put(distanceMore, distanceBits);
        return length;
    }

    private static int furtherBits(int symbol) {
        return symbol < 4 ? 0 : (symbol - 2) / 2;
    }

    private static int number(int symbol, int more) {
        return symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << furtherBits(symbol)) + more + 1;
    }
}
