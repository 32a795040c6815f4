package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;

/// DNS records as they are to be published, for advice.
final class Records {
    private Records() {}

    /// `192.0.2.1, 2001:db8::1`
    static String addresses(Collection<InetAddress> addresses) {
        return addresses.stream().map(IpAddress::print).collect(Collectors.joining(", "));
    }

    /// One A or AAAA record each; without any, what to put there.
    static String forward(Domain name, List<InetAddress> addresses) {
        return addresses.isEmpty()
                ? name + ". IN A <IP>"
                : addresses.stream()
                        .map(each -> name + ". IN " + (isV4(each) ? "A " : "AAAA ") + IpAddress.print(each))
                        .collect(Collectors.joining(" ; "));
    }

    static String pointer(InetAddress address, Domain name) {
        return IpAddress.print(address) + " PTR " + name + ".";
    }

    static String exchanger(Domain domain, Domain host) {
        return domain + ". IN MX 10 " + host + ".";
    }

    /// A policy that names the addresses, or the MX where they are not known.
    static String spf(List<InetAddress> addresses) {
        return "v=spf1 "
                + (addresses.isEmpty()
                        ? "mx"
                        : addresses.stream().map(Records::mechanism).collect(Collectors.joining(" ")))
                + " -all";
    }

    /// The policy with one more address, before all else so that nothing overrides it.
    static String spfWith(String record, InetAddress address) {
        return "v=spf1 " + mechanism(address) + record.substring("v=spf1".length());
    }

    private static String mechanism(InetAddress address) {
        return (isV4(address) ? "ip4:" : "ip6:") + IpAddress.print(address);
    }

    private static boolean isV4(InetAddress address) {
        return address.getAddress().length == 4;
    }
}
