package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;

/// What is looked for on the lists.
public sealed interface Subject {
    Kind kind();

    /// What is asked for below a zone: octets or nibbles backwards, or the domain as it is (RFC 5782 §2.1, §2.4,
    /// §3).
    String labels();

    /// An IP address; an IPv4-mapped IPv6 address is the IPv4 address. Lists hold public addresses only: whoever
    /// asks for a private one learns nothing.
    record Address(InetAddress address) implements Subject {
        public Address {
            address = IpAddress.normal(address);
        }

        @Override
        public Kind kind() {
            return address.getAddress().length == 4 ? Kind.IP4 : Kind.IP6;
        }

        @Override
        public String labels() {
            byte[] octets = address.getAddress();
            var labels = new StringBuilder();
            for (int i = octets.length - 1; i >= 0; i--) {
                int octet = octets[i] & 0xff;
                if (octets.length == 4) {
                    labels.append(octet).append('.');
                } else {
                    labels.append(Character.forDigit(octet & 15, 16)).append('.');
                    labels.append(Character.forDigit(octet >> 4, 16)).append('.');
                }
            }
            labels.setLength(labels.length() - 1);
            return labels.toString();
        }

        @Override
        public String toString() {
            return IpAddress.print(address);
        }
    }

    /// A domain, as a rule the one that was registered: most lists of domains do not hold the names below it.
    record Name(Domain domain) implements Subject {
        @Override
        public Kind kind() {
            return Kind.DOMAIN;
        }

        @Override
        public String labels() {
            return domain.name();
        }

        @Override
        public String toString() {
            return domain.name();
        }
    }
}
