package dev.sluice.camera.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The records of a zip whose entries are stored as they are (PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3), each with its time to
 * the second in UTC (extra field 0x5455 of Info-ZIP). All buffers have the low byte first.
 */
final class ZipRecords {

    /** Larger than any header with the names used here. */
    static final int LARGEST_HEADER = 128;

    /** What the fields of 32 bits can say; the largest value itself means that it stands elsewhere. */
    static final long MOST = 0xffff_fffeL;

    private static final int MOST_ENTRIES = 0xfffe;
    private static final int LOCAL = 30;
    private static final int CENTRAL = 46;
    private static final int TIME_FIELD = 9;
    private static final int END = 22;
    private static final int END_64 = 56;
    private static final int LOCATOR_64 = 20;
    private static final short VERSION = 10;
    private static final short VERSION_64 = 45;
    private static final short MADE_ON_UNIX = 0x031e;
    private static final int PLAIN_FILE = 0100644 << 16;
    private static final int FIRST_YEAR = 1980;
    private static final int LAST_YEAR = 2107;

    private ZipRecords() {}

    /**
     * A file in a zip.
     *
     * @param name of ASCII characters
     * @param crc CRC-32 of its bytes
     * @param length its bytes
     * @param time when it was changed
     */
    record Entry(String name, int crc, long length, Instant time) {

        /** Bytes of it and what stands before it. */
        long localBytes() {
            return LOCAL + name.length() + TIME_FIELD + length;
        }

        /** Bytes of its line in the list at the end. */
        long centralBytes() {
            return (long) CENTRAL + name.length() + TIME_FIELD;
        }
    }

    /** What stands before the bytes of a file. */
    static void putLocal(ByteBuffer out, Entry entry) {
        out.putInt(0x04034b50).putShort(VERSION);
        putFacts(out, entry);
        out.putShort((short) entry.name().length()).putShort((short) TIME_FIELD);
        putNameAndTime(out, entry);
    }

    /** A file's line in the list at the end. */
    static void putCentral(ByteBuffer out, Entry entry, long localOffset) {
        out.putInt(0x02014b50).putShort(MADE_ON_UNIX).putShort(VERSION);
        putFacts(out, entry);
        out.putShort((short) entry.name().length()).putShort((short) TIME_FIELD);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putInt(PLAIN_FILE).putInt((int) localOffset);
        putNameAndTime(out, entry);
    }

    /** From the flags to the lengths: not compressed, no flags. */
    private static void putFacts(ByteBuffer out, Entry entry) {
        LocalDateTime time = LocalDateTime.ofInstant(entry.time(), ZoneOffset.UTC);
        int year = Math.clamp(time.getYear(), FIRST_YEAR, LAST_YEAR) - FIRST_YEAR;
        out.putShort((short) 0).putShort((short) 0);
        out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
        out.putShort((short) (year << 9 | time.getMonthValue() << 5 | time.getDayOfMonth()));
        out.putInt(entry.crc()).putInt((int) entry.length()).putInt((int) entry.length());
    }

    private static void putNameAndTime(ByteBuffer out, Entry entry) {
        out.put(entry.name().getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 0x5455).putShort((short) 5).put((byte) 1);
        out.putInt(Math.clamp(entry.time().getEpochSecond(), 0, Integer.MAX_VALUE));
    }

    /** Bytes of what ends a zip. */
    static long endBytes(long entries) {
        return entries > MOST_ENTRIES ? END_64 + LOCATOR_64 + END : END;
    }

    /** What ends a zip, in the larger form when there are more entries than the small one can say. */
    static void putEnd(ByteBuffer out, long entries, long centralBytes, long centralOffset) {
        boolean large = entries > MOST_ENTRIES;
        if (large) {
            out.putInt(0x06064b50).putLong(END_64 - 12);
            out.putShort(VERSION_64).putShort(VERSION_64).putInt(0).putInt(0);
            out.putLong(entries).putLong(entries).putLong(centralBytes).putLong(centralOffset);
            out.putInt(0x07064b50)
                    .putInt(0)
                    .putLong(centralOffset + centralBytes)
                    .putInt(1);
        }
        short count = (short) (large ? 0xffff : entries);
        out.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        out.putInt((int) centralBytes).putInt((int) centralOffset).putShort((short) 0);
    }
}
