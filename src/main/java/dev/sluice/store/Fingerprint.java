package dev.sluice.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A cheap name for some bytes: two check sums and their length. It tells apart pictures that differ by chance, not those that
 * somebody made to collide; where that matters there is {@link dev.sluice.units.Digest}.
 *
 * @param crc32c check sum with the Castagnoli polynomial
 * @param crc32 check sum with the polynomial of zlib
 * @param length number of bytes, at least 0
 */
public record Fingerprint(int crc32c, int crc32, long length) {

    private static final int SUMS = 16;

    /** @throws IllegalArgumentException when {@code length} is negative */
    public Fingerprint {
        if (length < 0) {
            throw new IllegalArgumentException("a length cannot be negative: " + length);
        }
    }

    /** The fingerprint of a text, for what already has a name of its own, as a kept picture has. */
    public static Fingerprint of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        CRC32C castagnoli = new CRC32C();
        CRC32 zlib = new CRC32();
        castagnoli.update(bytes);
        zlib.update(bytes);
        return new Fingerprint((int) castagnoli.getValue(), (int) zlib.getValue(), bytes.length);
    }

    /** Reads what {@link #toString} writes; empty when it is anything else. */
    public static Optional<Fingerprint> parse(String text) {
        if (text.length() > 36 || text.length() < SUMS + 2 || text.charAt(SUMS) != '-') {
            return Optional.empty();
        }
        try {
            Fingerprint read = new Fingerprint(
                    HexFormat.fromHexDigits(text, 0, 8),
                    HexFormat.fromHexDigits(text, 8, SUMS),
                    Long.parseLong(text.substring(SUMS + 1)));
            return read.toString().equals(text) ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** 16 lower-case hexadecimal digits, a hyphen, the length: fit for a file name. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(crc32c) + hex.toHexDigits(crc32) + "-" + length;
    }
}
