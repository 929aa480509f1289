package dev.sluice.units;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes, never negative. Arithmetic is exact: an overflow is an {@link ArithmeticException}, not a wrong number.
 *
 * <p>Only the units {@code B}, {@code KiB}, {@code MiB}, {@code GiB} are read and written: every library reads {@code kB}
 * and {@code MB} differently, so a setting that uses them is refused instead of guessed.
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

    /** No bytes. */
    public static final DataSize ZERO = new DataSize(0);

    private static final long KIBI = 1L << 10;
    private static final long MEBI = 1L << 20;
    private static final long GIBI = 1L << 30;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

    /** @throws IllegalArgumentException when {@code bytes} is negative */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    public static DataSize ofBytes(long bytes) {
        return new DataSize(bytes);
    }

    public static DataSize ofKibibytes(long kibibytes) {
        return new DataSize(Math.multiplyExact(kibibytes, KIBI));
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, MEBI));
    }

    /**
     * Reads {@code 512MiB}, {@code 64 KiB}, {@code 1GiB}, {@code 4096B} or {@code 4096}.
     *
     * @throws IllegalArgumentException with a text for the user, when it is anything else
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size: write a whole number followed by B, KiB, MiB or GiB, as in 512MiB");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        try {
            return new DataSize(Math.multiplyExact(number, unit == null ? 1 : factor(unit)));
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("'" + text + "' is larger than any machine", overflow);
        }
    }

    private static long factor(String unit) {
        return switch (unit.charAt(0)) {
            case 'K' -> KIBI;
            case 'M' -> MEBI;
            case 'G' -> GIBI;
            default -> 1;
        };
    }

    public DataSize plus(DataSize other) {
        return new DataSize(Math.addExact(bytes, other.bytes));
    }

    /**
     * The difference.
     *
     * @throws IllegalArgumentException when {@code other} is larger than this
     */
    public DataSize minus(DataSize other) {
        return new DataSize(Math.subtractExact(bytes, other.bytes));
    }

    public DataSize times(long factor) {
        return new DataSize(Math.multiplyExact(bytes, factor));
    }

    /** This size times {@code numerator/denominator}, rounded down. */
    public DataSize scaled(long numerator, long denominator) {
        return new DataSize(Math.multiplyExact(bytes, numerator) / denominator);
    }

    public boolean fits(DataSize limit) {
        return bytes <= limit.bytes;
    }

    public boolean isZero() {
        return bytes == 0;
    }

    public static DataSize min(DataSize one, DataSize other) {
        return one.bytes <= other.bytes ? one : other;
    }

    public static DataSize max(DataSize one, DataSize other) {
        return one.bytes >= other.bytes ? one : other;
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The exact size in the largest unit that divides it, readable by {@link #parse}. */
    @Override
    public String toString() {
        if (bytes != 0 && bytes % GIBI == 0) {
            return bytes / GIBI + "GiB";
        }
        if (bytes != 0 && bytes % MEBI == 0) {
            return bytes / MEBI + "MiB";
        }
        return bytes != 0 && bytes % KIBI == 0 ? bytes / KIBI + "KiB" : bytes + "B";
    }

    /** The size rounded to a tenth of the unit a person would use, for tables and messages: {@code 46.2 MiB}. */
    public String rounded() {
        if (bytes < KIBI) {
            return bytes + " B";
        }
        long unit = bytes >= GIBI ? GIBI : bytes >= MEBI ? MEBI : KIBI;
        long tenths = Math.round(bytes * 10.0 / unit);
        String name = unit == GIBI ? "GiB" : unit == MEBI ? "MiB" : "KiB";
        return tenths / 10 + "." + tenths % 10 + " " + name;
    }
}
