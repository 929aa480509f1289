package dev.sluice.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is under work now, in a file of {@value #SLOTS} slots of {@value #SLOT} bytes. A slot is written by one call and not flushed:
 * it has to outlive the process, not the machine. A {@link RandomAccessFile}, since a channel would be closed for all by the
 * interrupt of one. Safe for threads.
 */
final class SlotFile implements AutoCloseable {

    static final int SLOTS = 256;
    static final int SLOT = 64;
    private static final int MAGIC = 0x534c5543;
    private static final int SUMMED_FROM = 8;
    private static final int MAX_THREAD = 24;

    /**
     * What a slot says.
     *
     * @param process identifier of the process that wrote it
     * @param startedAt milliseconds since 1970
     * @param picture what is worked on
     * @param thread the name of the thread that works, cut to {@value #MAX_THREAD} characters; may be empty
     */
    record Slot(long process, long startedAt, Fingerprint picture, String thread) {

        byte[] bytes() {
            byte[] name = thread.getBytes(StandardCharsets.US_ASCII);
            byte[] bytes = new byte[SLOT];
            ByteBuffer.wrap(bytes)
                    .position(SUMMED_FROM)
                    .putLong(process)
                    .putLong(startedAt)
                    .putInt(picture.crc32c())
                    .putInt(picture.crc32())
                    .putLong(picture.length())
                    .put(name, 0, Math.min(name.length, MAX_THREAD));
            ByteBuffer.wrap(bytes).putInt(MAGIC).putInt(sum(bytes));
            return bytes;
        }

        static @Nullable Slot of(byte[] bytes) {
            ByteBuffer slot = ByteBuffer.wrap(bytes);
            if (slot.getInt() != MAGIC || slot.getInt() != sum(bytes)) {
                return null;
            }
            long process = slot.getLong();
            long startedAt = slot.getLong();
            int crc32c = slot.getInt();
            int crc32 = slot.getInt();
            long length = slot.getLong();
            String thread = new String(bytes, slot.position(), MAX_THREAD, StandardCharsets.US_ASCII);
            return length < 0
                    ? null
                    : new Slot(process, startedAt, new Fingerprint(crc32c, crc32, length), thread.replace("\0", ""));
        }

        private static int sum(byte[] slot) {
            CRC32C sum = new CRC32C();
            sum.update(slot, SUMMED_FROM, SLOT - SUMMED_FROM);
            return (int) sum.getValue();
        }
    }

    private final RandomAccessFile file;
    private final BitSet taken = new BitSet(SLOTS);

    private SlotFile(RandomAccessFile file) {
        this.file = file;
    }

    static SlotFile open(Path path) throws IOException {
        return new SlotFile(new RandomAccessFile(path.toFile(), "rw"));
    }

    /** The slots that were taken when the process that wrote them ended. What is not a slot is passed over. */
    synchronized List<Slot> leftovers() throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.length(), SLOTS * SLOT)];
        file.seek(0);
        file.readFully(bytes);
        List<Slot> slots = new ArrayList<>();
        for (int at = 0; at + SLOT <= bytes.length; at += SLOT) {
            Slot slot = Slot.of(Arrays.copyOfRange(bytes, at, at + SLOT));
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Frees all slots and takes the room for them on the disk. */
    synchronized void reset() throws IOException {
        file.setLength(SLOTS * SLOT);
        file.seek(0);
        file.write(new byte[SLOTS * SLOT]);
        taken.clear();
    }

    /**
     * Takes a slot.
     *
     * @return its number, for {@link #free}
     * @throws IllegalStateException when all are taken: more work at once than any machine has cores for
     */
    synchronized int take(Slot slot) throws IOException {
        int number = taken.nextClearBit(0);
        if (number >= SLOTS) {
            throw new IllegalStateException("more than " + SLOTS + " pictures under work at once");
        }
        write(number, slot.bytes());
        taken.set(number);
        return number;
    }

    synchronized void free(int number) throws IOException {
        taken.clear(number);
        write(number, new byte[SLOT]);
    }

    private void write(int number, byte[] slot) throws IOException {
        file.seek((long) number * SLOT);
        file.write(slot);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
