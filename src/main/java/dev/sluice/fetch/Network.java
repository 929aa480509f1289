package dev.sluice.fetch;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of addresses that begin with the same bits. Immutable.
 *
 * @param address the first of them
 * @param prefix how many bits are the same, from 0 to 32 (IPv4) or 128 (IPv6)
 */
public record Network(InetAddress address, int prefix) {

    /** @throws IllegalArgumentException when there are not as many bits, or {@code address} has bits beyond them */
    public Network {
        byte[] bytes = address.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("the number after the slash must be from 0 to " + bytes.length * 8);
        }
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                throw new IllegalArgumentException("the address has bits beyond the first " + prefix
                        + ": write the first address of the network, or more bits");
            }
        }
    }

    /**
     * Reads the notation of RFC 4632 and RFC 4291, {@code 10.0.0.0/8} or {@code fd00::/8}; an address without a slash is a network
     * of one. Never asks for a name.
     *
     * @throws IllegalArgumentException saying what was wrong
     */
    public static Network parse(String text) {
        String stripped = text.strip();
        int slash = stripped.indexOf('/');
        InetAddress address = literal(slash < 0 ? stripped : stripped.substring(0, slash), text);
        int most = address.getAddress().length * 8;
        try {
            return new Network(address, slash < 0 ? most : Integer.parseInt(stripped.substring(slash + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a network: after the slash comes a number from 0 to " + most, notANumber);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a network: " + wrong.getMessage(), wrong);
        }
    }

    private static InetAddress literal(String part, String text) {
        if (part.indexOf('%') < 0) {
            try {
                return InetAddress.ofLiteral(part);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(expected(text), wrong);
            }
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "'" + text + "' is not a network: write an address and its number of bits, as in 10.0.0.0/8 or fd00::/8";
    }

    /** Whether {@code bytes}, 4 for IPv4 and 16 for IPv6, are an address of this network. */
    boolean contains(byte[] bytes) {
        byte[] first = address.getAddress();
        if (first.length != bytes.length) {
            return false;
        }
        int whole = prefix / 8;
        int rest = prefix % 8;
        return Arrays.equals(first, 0, whole, bytes, 0, whole)
                && (rest == 0 || ((first[whole] ^ bytes[whole]) & 0xFF) >> (8 - rest) == 0);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
