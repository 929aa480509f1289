package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.units.DataSize;
import java.util.Arrays;

/**
 * The prefix codes of an image: groups of five, for green with lengths and colour cache, red, blue, alpha, and distances (RFC 9649
 * section 3.7.2). The tables of a group lie together in a page of chars, behind a head of {@link #HEAD} chars that says for each
 * code where its table begins, counted from the head, and with which mask it is looked at.
 *
 * <p>Holds {@link #HEAP} bytes of heap. Pages after the first and long directories are asked for.
 */
final class CodeGroups {

    static final int GREEN = 0;
    static final int RED = 2;
    static final int BLUE = 4;
    static final int ALPHA = 6;
    static final int DISTANCE = 8;
    private static final int HEAD = 10;

    static final int LITERALS = 256;
    static final int LENGTH_SYMBOLS = 24;
    private static final int DISTANCE_SYMBOLS = 40;

    static final int PAGE_BITS = 17;
    static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

    /** Chars: 256 KiB. Real pictures need up to 99 KiB. */
    private static final int PAGE = 1 << PAGE_BITS;

    /** 8 MiB: what no encoder comes near. */
    private static final int MOST_PAGES = 32;

    private static final int MOST_OF_GROUP = HEAD + PrefixTable.MOST_OF_GROUP;

    /** Between two looks at whether to go on. */
    private static final int GROUPS_BETWEEN_LOOKS = 64;

    static final long HEAP = 2L * PAGE + CodeLengths.HEAP + PrefixTable.HEAP;

    /** In a directory: no pixel uses the group. */
    static final int UNUSED = -1;

    private static final char[] NO_PAGE = new char[0];

    private final Headroom headroom;
    private final PrefixTable maker = new PrefixTable();
    private final CodeLengths codes;
    private int page;
    private int at;

    /** The pages; those that are not in use are empty. */
    final char[][] pages = new char[MOST_PAGES][];

    CodeGroups(BitReader in, Headroom headroom) {
        this.headroom = headroom;
        codes = new CodeLengths(in, maker);
        Arrays.fill(pages, NO_PAGE);
        pages[0] = new char[PAGE];
    }

    /**
     * Reads the codes of an image, over those of the image before.
     *
     * @param directory for each group: {@link #UNUSED}, or anything else, which becomes the page of its head, shifted by {@link #PAGE_BITS},
     *     and the place in it
     * @param cacheBits of the colour cache; 0 when there is none
     * @throws BadInput DAMAGED_PICTURE when a code makes no sense, one that is not used included; UNSUPPORTED_PICTURE when the tables take
     *     more than 8 MiB
     */
    void read(int[] directory, int cacheBits, Runnable look) {
        page = 0;
        at = 0;
        int green = LITERALS + LENGTH_SYMBOLS + (cacheBits == 0 ? 0 : 1 << cacheBits);
        for (int group = 0; group < directory.length; group++) {
            if (group % GROUPS_BETWEEN_LOOKS == 0) {
                look.run();
            }
            if (directory[group] == UNUSED) {
                skipGroup(green);
            } else {
                directory[group] = readGroup(green);
            }
        }
    }

    private static int symbols(int code, int green) {
        return switch (code) {
            case GREEN -> green;
            case DISTANCE -> DISTANCE_SYMBOLS;
            default -> LITERALS;
        };
    }

    private void skipGroup(int green) {
        for (int code = GREEN; code < HEAD; code += 2) {
            int symbols = symbols(code, green);
            codes.read(symbols);
            maker.check(codes.lengths, symbols);
        }
    }

    private int readGroup(int green) {
        if (at + MOST_OF_GROUP > PAGE) {
            turnPage();
        }
        char[] table = pages[page];
        int head = at;
        at += HEAD;
        for (int code = GREEN; code < HEAD; code += 2) {
            int symbols = symbols(code, green);
            codes.read(symbols);
            table[head + code] = (char) (at - head);
            at = maker.make(codes.lengths, symbols, table, at, PrefixTable.ROOT_BITS);
            table[head + code + 1] = (char) ((1 << maker.rootBits()) - 1);
        }
        return (page << PAGE_BITS) | head;
    }

    private void turnPage() {
        if (++page == MOST_PAGES) {
            throw Defect.unsupported("its WebP prefix codes need more than "
                    + DataSize.ofBytes(2L * PAGE * MOST_PAGES).rounded() + " of tables");
        }
        at = 0;
        if (pages[page].length == 0) {
            headroom.take(2L * PAGE);
            pages[page] = new char[PAGE];
        }
    }
}
