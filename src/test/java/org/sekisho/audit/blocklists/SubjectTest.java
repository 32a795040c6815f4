package org.sekisho.audit.blocklists;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;

/// RFC 5782 §2.1, §2.4, §3, §5.
class SubjectTest {
    private static Subject address(String literal) {
        return new Subject.Address(InetAddress.ofLiteral(literal));
    }

    @Test
    void anIpv4AddressIsAskedOctetsBackwards() {
        assertEquals("99.2.0.192", address("192.0.2.99").labels());
        assertEquals(Kind.IP4, address("192.0.2.99").kind());
        assertEquals("192.0.2.99", address("192.0.2.99").toString());
    }

    @Test
    void anIpv6AddressIsAskedNibblesBackwards() {
        // the address of the example in RFC 5782 §2.4
        assertEquals(
                "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2",
                address("2001:db8:1:2:3:4:567:89ab").labels());
        assertEquals(Kind.IP6, address("2001:db8::1").kind());
    }

    @Test
    void aMappedAddressIsTheIpv4Address() {
        assertEquals(address("192.0.2.99"), address("::ffff:192.0.2.99"));
    }

    @Test
    void aDomainIsAskedAsItIs() {
        Subject subject = new Subject.Name(Domain.of("Example.TEST"));
        assertEquals("example.test", subject.labels());
        assertEquals(Kind.DOMAIN, subject.kind());
    }

    @Test
    void theStandardTestEntries() {
        assertEquals(address("127.0.0.2").labels(), Kind.IP4.alwaysListed());
        assertEquals(address("127.0.0.1").labels(), Kind.IP4.neverListed());
        assertEquals("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", Kind.IP6.alwaysListed());
        assertEquals("1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0", Kind.IP6.neverListed());
    }
}
