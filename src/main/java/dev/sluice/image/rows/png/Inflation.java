package dev.sluice.image.rows.png;

import dev.sluice.failure.BadInput;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * The inflated image data of a picture, from its begin to its end (RFC 1950 and 1951): what {@link java.util.zip.Inflater} does, but it
 * can be copied where it stands. Damage comes to light when all before it has been taken. Holds {@link #HEAP} bytes. For one thread.
 */
final class Inflation {

    /** As far as a distance reaches back. */
    private static final int HISTORY = 1 << 15;

    /** Made before the window is moved back. */
    private static final int STRETCH = 1 << 16;

    private static final int FULL = HISTORY + STRETCH;

    /** Arrays and objects. */
    static final long HEAP = FULL + SymbolDecoder.OVERRUN + BitInput.BYTES + FileWindow.BYTES + BlockCodes.HEAP + 1024;

    private static final int DEFLATE = 8;
    private static final int MAX_WINDOW = 7;
    private static final int DICTIONARY = 0x20;

    /** What comes next. */
    private enum State {
        STREAM_HEADER,
        BLOCK_HEADER,
        STORED_BYTES,
        SYMBOLS,
        NOTHING
    }

    private final BitInput input;
    private final BlockCodes codes;
    private final SymbolDecoder decoder;
    private final Runnable look;
    private final @Nullable Adler32 checksum;
    private final byte[] window = new byte[FULL + SymbolDecoder.OVERRUN];
    private int made;
    private int taken;
    private State state = State.STREAM_HEADER;
    private boolean lastBlock;
    private int storedBytes;
    private @Nullable BadInput damage;

    /** @param look called every few ten thousand bytes */
    Inflation(ImageData data, Runnable look) {
        this(new BitInput(data), new BlockCodes(), new Adler32(), look);
    }

    private Inflation(BitInput input, BlockCodes codes, @Nullable Adler32 checksum, Runnable look) {
        this.input = input;
        this.codes = codes;
        decoder = new SymbolDecoder(input, codes);
        this.checksum = checksum;
        this.look = look;
    }

    /** Another one at the same place, which does not look at checksums. */
    Inflation copy() {
        Inflation copy = new Inflation(input.copy(), codes.copy(), null, look);
        System.arraycopy(window, 0, copy.window, 0, made);
        copy.made = made;
        copy.taken = taken;
        copy.state = state;
        copy.lastBlock = lastBlock;
        copy.storedBytes = storedBytes;
        copy.damage = damage;
        return copy;
    }

    /**
     * Takes the next byte.
     *
     * @throws BadInput DAMAGED_PICTURE when there is none, the data being broken there or at their end
     */
    int read() {
        if (taken == made) {
            make();
        }
        return window[taken++] & 0xff;
    }

    /**
     * Takes the next bytes.
     *
     * @throws BadInput DAMAGED_PICTURE when there are not so many
     */
    void read(byte[] into, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            if (taken == made) {
                make();
            }
            int some = Math.min(left, made - taken);
            System.arraycopy(window, taken, into, at, some);
            taken += some;
            at += some;
            left -= some;
        }
    }

    /**
     * Takes the next bytes and drops them.
     *
     * @throws BadInput DAMAGED_PICTURE when there are not so many
     */
    void skip(long count) {
        long left = count;
        while (left > 0) {
            if (taken == made) {
                make();
            }
            int some = (int) Math.min(left, made - taken);
            taken += some;
            left -= some;
        }
    }

    /**
     * Reads on after the last byte that is wanted, to the end of the stream and of the chunk that holds it, for their checksums. A stream
     * that goes on for long is let be.
     *
     * @throws BadInput DAMAGED_PICTURE when the stream has no end, or a checksum does not match
     */
    void finish() {
        int dropped = made - taken;
        while (state != State.NOTHING && dropped < STRETCH) {
            taken = made;
            makeRoom();
            step();
            dropped += made - taken;
        }
        if (state == State.NOTHING) {
            input.align();
            int expected = 0;
            for (int at = 0; at < Integer.BYTES; at++) {
                expected = expected << Byte.SIZE | input.take(Byte.SIZE);
            }
            if (checksum != null && expected != (int) checksum.getValue()) {
                throw Damage.damaged("its inflated image data do not match their checksum");
            }
        }
        input.finishChunk();
    }

    /** Makes more, everything having been taken. */
    private void make() {
        look.run();
        while (taken == made) {
            if (state == State.NOTHING) {
                throw Damage.ended();
            }
            makeRoom();
            step();
        }
    }

    /** Everything having been taken, moves the history to the begin of the window if less than half a stretch fits behind it. */
    private void makeRoom() {
        if (made > HISTORY + STRETCH / 2) {
            System.arraycopy(window, made - HISTORY, window, 0, HISTORY);
            made = HISTORY;
            taken = HISTORY;
        }
    }

    /** Goes on by some bytes, or to the end of a block, or over a header. */
    private void step() {
        if (damage != null) {
            throw damage;
        }
        int from = made;
        switch (state) {
            case STREAM_HEADER -> streamHeader();
            case BLOCK_HEADER -> blockHeader();
            case STORED_BYTES -> store();
            case SYMBOLS -> decode();
            case NOTHING -> {}
        }
        if (checksum != null) {
            checksum.update(window, from, made - from);
        }
    }

    /** RFC 1950 section 2.2. */
    private void streamHeader() {
        int method = input.take(Byte.SIZE);
        int flags = input.take(Byte.SIZE);
        if ((method & 15) != DEFLATE || method >> 4 > MAX_WINDOW || (method << 8 | flags) % 31 != 0) {
            throw Damage.damaged("its image data have no zlib header");
        }
        if ((flags & DICTIONARY) != 0) {
            throw Damage.damaged("its image data ask for a dictionary");
        }
        state = State.BLOCK_HEADER;
    }

    /** RFC 1951 section 3.2.3. */
    private void blockHeader() {
        if (lastBlock) {
            state = State.NOTHING;
            return;
        }
        look.run();
        lastBlock = input.take(1) == 1;
        switch (input.take(2)) {
            case 0 -> storedHeader();
            case 1 -> {
                codes.fix();
                state = State.SYMBOLS;
            }
            case 2 -> {
                codes.read(input);
                state = State.SYMBOLS;
            }
            default -> throw Damage.damaged("its PNG data have a block of no kind");
        }
    }

    /** RFC 1951 section 3.2.4. */
    private void storedHeader() {
        input.align();
        storedBytes = input.take(16);
        if (storedBytes != (input.take(16) ^ 0xffff)) {
            throw Damage.damaged("a block of its PNG data contradicts its length");
        }
        state = State.STORED_BYTES;
    }

    private void store() {
        int room = Math.min(storedBytes, FULL - made);
        int some = room == 0 ? 0 : input.bytes(window, made, room);
        if (some == 0 && room > 0) {
            damage = Damage.ended();
        }
        made += some;
        storedBytes -= some;
        if (storedBytes == 0) {
            state = State.BLOCK_HEADER;
        }
    }

    private void decode() {
        made = decoder.decode(window, made, FULL);
        damage = decoder.damage();
        if (decoder.ended()) {
            state = State.BLOCK_HEADER;
        }
    }
}
