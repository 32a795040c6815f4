package org.sekisho.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/23, 192.0.3.255, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 192.0.2.1, false",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::1, ::1, true"
    })
    void contains(String network, String address, boolean inside) {
        assertEquals(inside, Network.of(network).contains(IpAddress.of(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "192.0.2.1/24",
                "192.0.3.0/23",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/+8",
                "192.0.2.0/08",
                "192.0.2.0/",
                "10/8",
                "192.0.2/24",
                "::1/0",
                "::/129",
                "::ffff:10.0.0.0/8",
                "fe80::%1/64",
                "localhost",
                "localhost/32",
                "1.2.3.4/ 8",
                "192.0.2.0/24/24",
                "[::1]/128",
                "192.0.2.0/99999999999",
                "010.0.0.0/8",
                "0x0a.0.0.0/8"
            })
    void refuses(String text) {
        assertThrows(SyntaxError.class, () -> Network.of(text));
    }

    @Test
    void knowsPublicSpace() {
        assertTrue(Network.of("0.0.0.0/0").holdsPublicSpace());
        assertTrue(Network.of("8.8.8.0/24").holdsPublicSpace());
        assertTrue(Network.of("10.0.0.0/7").holdsPublicSpace());
        assertTrue(Network.of("2000::/3").holdsPublicSpace());
        assertFalse(Network.of("10.1.0.0/16").holdsPublicSpace());
        assertFalse(Network.of("fd00::/8").holdsPublicSpace());
        assertFalse(Network.isPublic(IpAddress.of("127.0.0.1")));
        assertFalse(Network.isPublic(IpAddress.of("::ffff:192.168.0.1")));
        assertTrue(Network.isPublic(IpAddress.of("2606:4700::1111")));
    }

    @Test
    void sizesAndOverlaps() {
        assertEquals(BigInteger.valueOf(256), Network.of("192.0.2.0/24").size());
        assertEquals(BigInteger.ONE.shiftLeft(80), Network.of("2001:db8::/48").size());
        assertTrue(Network.of("10.0.0.0/8").overlaps(Network.of("10.9.0.0/16")));
        assertTrue(Network.of("10.9.0.0/16").overlaps(Network.of("10.0.0.0/8")));
        assertFalse(Network.of("10.9.0.0/16").overlaps(Network.of("10.8.0.0/16")));
        assertFalse(Network.of("0.0.0.0/0").overlaps(Network.of("::/0")));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "::FFFF:192.0.2.1, 192.0.2.1",
        "1::, 1::",
        "::1.2.3.4, ::102:304"
    })
    void printsAsRfc5952Says(String read, String printed) {
        assertEquals(printed, IpAddress.print(IpAddress.of(read)));
    }

    @Test
    void everyAddressIsReadAgain() {
        Dice.check(50_000, dice -> {
            byte[] octets = dice.octets(dice.oneIn(3) ? 4 : 16);
            for (int i = 0; i < octets.length; i++) {
                octets[i] = dice.oneIn(2) ? 0 : octets[i];
            }
            InetAddress address = InetAddress.getByAddress(octets);
            assertEquals(address, IpAddress.of(IpAddress.print(address)));
            assertEquals(address, IpAddress.of(address.getHostAddress()));
            var literal = new AddressLiteral(address);
            assertEquals(literal, AddressLiteral.of(literal.toString()));
            int length = dice.between(0, octets.length * 8);
            byte[] prefix = octets.clone();
            for (int bit = length; bit < octets.length * 8; bit++) {
                prefix[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            InetAddress start = InetAddress.getByAddress(prefix);
            if (start.getAddress().length == octets.length) {
                var network = new Network(start, length);
                assertTrue(network.contains(address) || address.getAddress().length != octets.length);
                assertEquals(network, Network.of(network.toString()));
            }
        });
    }
}
