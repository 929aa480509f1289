package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import java.util.Arrays;

/** Reads the lengths of the codes of an alphabet (RFC 9649 section 3.7.2.1). Holds {@link #HEAP} bytes of heap. */
final class CodeLengths {

    static final long HEAP = PrefixTable.MOST_SYMBOLS + 2L * CodeLengths.TABLE;

    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** The codes of lengths are at most 7 bits long. */
    private static final int ROOT_BITS = 7;

    private static final int TABLE = 1 << ROOT_BITS;
    private static final int REPEAT_PREVIOUS = 16;
    private static final int REPEAT_ZERO = 17;
    private static final int FIRST_PREVIOUS = 8;

    private final BitReader in;
    private final PrefixTable maker;
    private final byte[] ownLengths = new byte[ORDER.length];
    private final char[] table = new char[TABLE];

    /** Of the alphabet that was read last. */
    final byte[] lengths = new byte[PrefixTable.MOST_SYMBOLS];

    CodeLengths(BitReader in, PrefixTable maker) {
        this.in = in;
        this.maker = maker;
    }

    /**
     * Reads the next code into {@link #lengths}.
     *
     * @throws BadInput DAMAGED_PICTURE when it makes no sense
     */
    void read(int symbols) {
        Arrays.fill(lengths, (byte) 0);
        if (in.flag()) {
            readSimple();
        } else {
            readNormal(symbols);
        }
        in.checkEnd();
    }

    /** One or two symbols; those beyond the alphabet do not count, as for libwebp. */
    private void readSimple() {
        boolean two = in.flag();
        lengths[in.read(in.flag() ? 8 : 1)] = 1;
        if (two) {
            lengths[in.read(8)] = 1;
        }
    }

    private void readNormal(int symbols) {
        Arrays.fill(ownLengths, (byte) 0);
        int count = 4 + in.read(4);
        for (int i = 0; i < count; i++) {
            ownLengths[ORDER[i]] = (byte) in.read(3);
        }
        in.checkEnd();
        maker.make(ownLengths, ownLengths.length, table, 0, ROOT_BITS);
        int mask = (1 << maker.rootBits()) - 1;
        int tokens = symbols;
        if (in.flag()) {
            tokens = 2 + in.read(2 + 2 * in.read(3));
            if (tokens > symbols) {
                in.checkEnd();
                throw Defect.damaged("a WebP prefix code names more symbols than there are");
            }
        }
        readTokens(symbols, tokens, mask);
    }

    private void readTokens(int symbols, int tokens, int mask) {
        int previous = FIRST_PREVIOUS;
        int symbol = 0;
        for (int left = tokens; left > 0 && symbol < symbols; left--) {
            int token = token(mask);
            if (token < REPEAT_PREVIOUS) {
                lengths[symbol++] = (byte) token;
                previous = token == 0 ? previous : token;
                continue;
            }
            int repeat = switch (token) {
                case REPEAT_PREVIOUS -> 3 + in.read(2);
                case REPEAT_ZERO -> 3 + in.read(3);
                default -> 11 + in.read(7);
            };
            if (symbol + repeat > symbols) {
                in.checkEnd();
                throw Defect.damaged("a WebP prefix code repeats a length beyond its symbols");
            }
            Arrays.fill(lengths, symbol, symbol + repeat, (byte) (token == REPEAT_PREVIOUS ? previous : 0));
            symbol += repeat;
        }
    }

    private int token(int mask) {
        if (in.position >= BitReader.LIMIT) {
            in.refill();
        }
        int entry = table[(int) BitReader.ahead(in.words, in.position) & mask];
        in.position += entry >>> PrefixTable.LENGTH_SHIFT;
        return entry & PrefixTable.SYMBOL_MASK;
    }
}
