package dev.sluice.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard guard = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255"
            })
    void blocksIpv4ThatIsNotPublic(String address) {
        assertThat(guard.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
                        "192.167.255.255",
                "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"
            })
    void allowsPublicIpv4UpToTheEdges(String address) {
        assertThat(guard.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    /** Whatever java.net makes of a spelling is what is checked; it refuses the others itself. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "127.1", "127.0.1", "10.1", "0000127.0.0.1", "3232235521", "2852039166", "0"})
    void blocksIpv4InOtherSpellings(String spelling) {
        assertThat(guard.allows(Fetcher.lookUp(spelling).getFirst())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001", "0177.0.0.1", "0177.1"})
    void blocksHexAndOctalOrNobodyUnderstandsThem(String spelling) {
        assertThat(Fetcher.lookUp(spelling).stream().filter(guard::allows).filter(AddressGuardTest::isLoopback))
                .isEmpty();
    }

    /** Java reads 0177 as the decimal 177, which is another, public network: it is dialled as what was checked. */
    private static boolean isLoopback(InetAddress address) {
        return address.isLoopbackAddress() || address.getAddress()[0] == 127;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    ::, unspecified
                    ::1, loopback
                    fe80::1, link-local
                    febf::1, link-local
                    fec0::1, site-local
                    fc00::1, unique-local
                    fdff::1, unique-local
                    ff02::1, multicast
                    ff0e::1, global multicast
                    100::1, discard
                    5f00::1, segment routing
                    4000::1, not assigned
                    2001:db8::1, documentation
                    3fff::1, documentation
                    3fff:fff::1, documentation
                    2001:2::1, benchmarking
                    2001:10::1, ORCHID
                    2001:20::1, ORCHIDv2
                    ::ffff:127.0.0.1, mapped
                    ::ffff:a00:1, mapped in hex
                    ::127.0.0.1, compatible
                    ::ffff:0:10.0.0.1, translated
                    64:ff9b::127.0.0.1, NAT64
                    64:ff9b::a9fe:a9fe, NAT64 metadata
                    64:ff9b:1::10.0.0.1, local NAT64 of 96 bits
                    64:ff9b:1:0a00:0:100::, local NAT64 of 48 bits
                    64:ff9b:1:7f:0:1::, local NAT64 of 56 bits
                    64:ff9b:1:0:7f:0:100:0, local NAT64 of 64 bits
                    64:ff9b:1::, local NAT64 of nothing
                    2002:7f00:1::1, 6to4
                    2002:c0a8:1::1, 6to4
                    2001:0:7f00:1:0:0:f7f7:f7f7, Teredo server
                    2001:0:808:808:0:0:80ff:fffe, Teredo client
                    2001:0:808:808:0:0:f5ff:fffe, Teredo client
                    2606:4700::5efe:10.0.0.1, ISATAP
                    2606:4700::200:5efe:192.168.0.1, ISATAP
                    """)
    void blocksIpv6(String address, String what) {
        assertThat(guard.allows(InetAddress.ofLiteral(address))).as(what).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888",
                "3ffe::1",
                "2001:db7::1",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::8.8.8.8",
                "2002:808:808::1",
                "2001:0:808:808:0:0:f7f7:f7f7",
                "2606:4700::5efe:8.8.8.8"
            })
    void allowsPublicIpv6(String address) {
        assertThat(guard.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void blocksAMappedAddressThatJavaLeftAsIpv6() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xFF;
        mapped[12] = 127;
        mapped[15] = 1;
        assertThat(guard.allows(Inet6Address.getByAddress("x", mapped, 0))).isFalse();
    }

    @Test
    void opensNetworksAlsoWithinWrappings() {
        AddressGuard open = new AddressGuard(List.of(Network.parse("10.1.0.0/16"), Network.parse("fd00:1::/32")));

        assertThat(open.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(open.allows(InetAddress.ofLiteral("::ffff:10.1.2.3"))).isTrue();
        assertThat(open.allows(InetAddress.ofLiteral("64:ff9b::10.1.2.3"))).isTrue();
        assertThat(open.allows(InetAddress.ofLiteral("fd00:1::5"))).isTrue();
        assertThat(open.allows(InetAddress.ofLiteral("10.2.0.1"))).isFalse();
        assertThat(open.allows(InetAddress.ofLiteral("fd00:2::5"))).isFalse();
        assertThat(open.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    10.0.0.0/33    | from 0 to 32
                    10.0.0.0/-1    | from 0 to 32
                    10.0.0.0/x     | a number from 0 to 32
                    fd00::/129     | from 0 to 128
                    10.0.0.1/8     | bits beyond the first 8
                    example.com/8  | write an address
                    fe80::1%eth0   | write an address
                    /8             | write an address
                    """)
    void saysWhatIsWrongWithANetwork(String text, String why) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/8", "192.168.1.4/30", "127.0.0.1/32", "fc00:0:0:0:0:0:0:0/7"})
    void writesANetworkAsItIsRead(String text) {
        assertThat(Network.parse(text)).hasToString(text);
    }

    @Test
    void takesAnAddressWithoutBitsAsANetworkOfOne() {
        assertThat(Network.parse(" 192.168.0.7 ")).hasToString("192.168.0.7/32");
    }
}
