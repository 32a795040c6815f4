package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;

/// The server that is examined.
/// @param hostname what it calls itself to those who connect
/// @param helo what it calls itself when it sends; as a rule the same
/// @param domains whose mail it takes and sends
/// @param addresses public ones from which its mail leaves; empty where they are not known
/// @param machine all addresses of its machine, private ones too
/// @param smarthost through which all its mail for elsewhere goes
/// @param selectors under which it publishes DKIM keys; empty where they are not known
public record Subjects(
        Domain hostname,
        Domain helo,
        List<Domain> domains,
        List<InetAddress> addresses,
        Set<InetAddress> machine,
        Optional<String> smarthost,
        List<String> selectors) {
    // RFC 6761, RFC 6762, ICANN's "internal", and what routers and old Windows domains use
    private static final Set<String> NOT_IN_DNS = Set.of(
            "test", "example", "invalid", "localhost", "local", "internal", "localdomain", "lan", "intranet", "home");

    public Subjects {
        domains = domains.stream().distinct().toList();
        addresses = addresses.stream().map(IpAddress::normal).distinct().toList();
        machine = Set.copyOf(machine);
        selectors = List.copyOf(selectors);
    }

    /// The domains that people write to: on old servers the machine's own names stand among them.
    List<Domain> mailDomains() {
        List<Domain> others = domains.stream()
                .filter(domain -> !domain.equals(hostname) && domain.name().indexOf('.') > 0)
                .toList();
        return others.isEmpty() ? domains : others;
    }

    /// Whether this leads to the server.
    boolean isOurs(InetAddress address) {
        return addresses.contains(address) || machine.contains(address);
    }

    /// Whether anything is known by which to say that an address is not ours.
    boolean knowsOurs() {
        return !addresses.isEmpty();
    }

    Subjects withAddresses(List<InetAddress> found) {
        return new Subjects(hostname, helo, domains, found, machine, smarthost, selectors);
    }

    /// A name that the public DNS cannot know.
    static boolean isForTests(Domain domain) {
        String name = domain.name().toLowerCase(Locale.ROOT);
        return NOT_IN_DNS.contains(name.substring(name.lastIndexOf('.') + 1)) && name.indexOf('.') > 0;
    }

    /// For a sentence.
    String ourAddresses() {
        return Records.addresses(addresses);
    }
}
