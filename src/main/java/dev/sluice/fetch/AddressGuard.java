package dev.sluice.fetch;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides which addresses may be dialled: public ones, and those of networks that the user opened. Blocked is what the IANA
 * special-purpose registries (RFC 6890) list as not globally reachable, multicast, and of IPv6 everything outside 2000::/3; an IPv4
 * address that is wrapped in an IPv6 one is judged too, as a relay would unwrap it. Immutable, safe for any thread.
 */
public final class AddressGuard {

    private static final List<Network> BLOCKED = Stream.of(
                    "0.0.0.0/8", // this host, RFC 1122
                    "10.0.0.0/8", // private, RFC 1918
                    "100.64.0.0/10", // carrier-grade NAT, RFC 6598
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, and where clouds keep their metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation, RFC 5737
                    "192.88.99.0/24", // 6to4 relays, RFC 7526
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarking, RFC 2544
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001:2::/48", // benchmarking, RFC 5180
                    "2001:10::/28", // ORCHID, RFC 4843
                    "2001:20::/28", // ORCHIDv2, RFC 7343
                    "2001:db8::/32", // documentation, RFC 3849
                    "3fff::/20") // documentation, RFC 9637
            .map(Network::parse)
            .toList();

    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");
    private static final Network COMPATIBLE = Network.parse("::/96");
    private static final Network TRANSLATED = Network.parse("::ffff:0:0:0/96");
    private static final Network NAT64 = Network.parse("64:ff9b::/96");
    private static final Network LOCAL_NAT64 = Network.parse("64:ff9b:1::/48");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final Network TEREDO = Network.parse("2001::/32");

    /** Where devices of a house are: private networks, and this machine. */
    private static final List<Network> LOCAL = Stream.of(
                    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
            .map(Network::parse)
            .toList();

    /** What must not be dialled even from there: the places where clouds keep metadata within such networks, and what is never a device. */
    private static final List<Network> NO_DEVICE = Stream.of(
                    "0.0.0.0/8",
                    "100.100.100.200",
                    "169.254.0.0/16",
                    "168.63.129.16",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "fd00:ec2::/32",
                    "fd20:ce::254")
            .map(Network::parse)
            .toList();

    private final List<Network> opened;
    private final List<Network> closed;

    /** @param opened networks that may be dialled whatever else is blocked */
    public AddressGuard(List<Network> opened) {
        this(opened, List.of());
    }

    private AddressGuard(List<Network> opened, List<Network> closed) {
        this.opened = List.copyOf(opened);
        this.closed = closed;
    }

    /**
     * A guard for addresses that the one who runs the server names himself, as of a camera: private networks and this machine may be dialled
     * too, but neither what is link-local nor where clouds keep their metadata, multicast, broadcast and what is reserved.
     */
    public static AddressGuard ofDevices() {
        return new AddressGuard(LOCAL, NO_DEVICE);
    }

    /** Whether a connection to {@code address} may be opened. */
    public boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    private boolean allows(byte[] bytes) {
        if (bytes.length == 16 && isMapped(bytes)) {
            return allows(lastFour(bytes));
        }
        if (isIn(closed, bytes)) {
            return false;
        }
        if (isIn(opened, bytes)) {
            return bytes.length == 4 || !isIsatap(bytes) || !isIn(closed, lastFour(bytes));
        }
        return !isIn(BLOCKED, bytes) && (bytes.length == 4 || allowsVersion6(bytes));
    }

    private boolean allowsVersion6(byte[] bytes) {
        if (COMPATIBLE.contains(bytes) || TRANSLATED.contains(bytes) || NAT64.contains(bytes)) {
            return allows(lastFour(bytes));
        }
        if (LOCAL_NAT64.contains(bytes)) {
            return allowsLocalNat64(bytes);
        }
        if (!GLOBAL_UNICAST.contains(bytes)) {
            return false;
        }
        if (SIX_TO_FOUR.contains(bytes) && !allows(Arrays.copyOfRange(bytes, 2, 6))) {
            return false;
        }
        if (TEREDO.contains(bytes) && !allowsTeredo(bytes)) {
            return false;
        }
        return !isIsatap(bytes) || allows(lastFour(bytes));
    }

    /** Server and client; the client's bits are inverted (RFC 4380 section 4). */
    private boolean allowsTeredo(byte[] bytes) {
        byte[] client = lastFour(bytes);
        for (int i = 0; i < client.length; i++) {
            client[i] = (byte) ~client[i];
        }
        return allows(Arrays.copyOfRange(bytes, 4, 8)) && allows(client);
    }

    /**
     * The operator chose the length of the prefix, and with it where the IPv4 address stands (RFC 6052 section 2.2, RFC 8215): every place
     * that can be meant, since its first byte is not zero, must hold an address that may be dialled; and there must be one.
     */
    private boolean allowsLocalNat64(byte[] bytes) {
        List<byte[]> places = Stream.of(
                        picked(bytes, 6, 7, 9, 10),
                        picked(bytes, 7, 9, 10, 11),
                        picked(bytes, 9, 10, 11, 12),
                        lastFour(bytes))
                .filter(place -> place[0] != 0)
                .toList();
        return !places.isEmpty() && places.stream().allMatch(this::allows);
    }

    private static byte[] picked(byte[] bytes, int... places) {
        byte[] four = new byte[places.length];
        IntStream.range(0, places.length).forEach(i -> four[i] = bytes[places[i]]);
        return four;
    }

    /** ::ffff:0:0/96, RFC 4291 section 2.5.5.2; not a {@link Network}, since Java makes an IPv4 address of it. */
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == (byte) 0xFF && bytes[11] == (byte) 0xFF;
    }

    /** Interface identifiers 0000:5efe and 0200:5efe, RFC 5214 section 6.1. */
    private static boolean isIsatap(byte[] bytes) {
        return (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == (byte) 0xFE;
    }

    private static byte[] lastFour(byte[] bytes) {
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    private static boolean isIn(List<Network> networks, byte[] bytes) {
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
