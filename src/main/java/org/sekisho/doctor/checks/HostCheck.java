package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.dns.Answer;
import org.sekisho.dns.Resolver;
import org.sekisho.doctor.Finding;

/// Whether the server's names and addresses lead to each other. What cannot be asked is passed over: [Questions]
/// has noted it.
final class HostCheck {
    private final Subjects subjects;
    private final Questions resolver;
    private final Messages messages;
    private final List<Finding> findings = new ArrayList<>();

    HostCheck(Subjects subjects, Questions resolver, Messages messages) {
        this.subjects = subjects;
        this.resolver = resolver;
        this.messages = messages;
    }

    List<Finding> findings() {
        for (Domain name : new LinkedHashSet<>(List.of(subjects.helo(), subjects.hostname()))) {
            name(name);
        }
        if (subjects.smarthost().isEmpty()) {
            subjects.addresses().forEach(this::address);
        }
        if (findings.isEmpty() && resolver.isComplete()) {
            findings.add(
                    messages.say("host-fine", "name", subjects.helo().name(), "addresses", subjects.ourAddresses()));
        }
        return findings;
    }

    private void name(Domain name) {
        if (name.name().indexOf('.') < 0) {
            findings.add(messages.say("hostname-unqualified", "name", name.name()));
            return;
        }
        if (Subjects.isForTests(name)) {
            findings.add(messages.say("hostname-for-tests", "name", name.name()));
            return;
        }
        String record = Records.forward(name, subjects.addresses());
        switch (resolver.addresses(name.name())) {
            case Answer.Found<InetAddress>(var found, var _) -> {
                if (subjects.knowsOurs() && found.stream().noneMatch(subjects::isOurs)) {
                    findings.add(messages.say(
                            "hostname-elsewhere",
                            "name",
                            name.name(),
                            "found",
                            Records.addresses(found),
                            "ours",
                            subjects.ourAddresses(),
                            "record",
                            record));
                }
            }
            case Answer.NoSuchName<InetAddress>() ->
                findings.add(messages.say("hostname-no-address", "name", name.name(), "record", record));
            case Answer.NoData<InetAddress>() ->
                findings.add(messages.say("hostname-no-address", "name", name.name(), "record", record));
            case Answer.CouldNotAsk<InetAddress> _ -> {}
        }
    }

    private void address(InetAddress address) {
        switch (resolver.ptr(address)) {
            case Answer.Found<String>(var names, var _) -> named(address, names);
            case Answer.NoSuchName<String>() -> findings.add(say("ptr-missing", address, List.of()));
            case Answer.NoData<String>() -> findings.add(say("ptr-missing", address, List.of()));
            case Answer.CouldNotAsk<String> _ -> {}
        }
    }

    private void named(InetAddress address, List<String> names) {
        List<String> confirmed = new ArrayList<>();
        boolean allKnown = true;
        for (String name : names) {
            Answer<InetAddress> back = resolver.addresses(name);
            if (back instanceof Answer.Found<InetAddress>(var found, var _) && found.contains(address)) {
                confirmed.add(name);
            }
            allKnown &= !(back instanceof Answer.CouldNotAsk<InetAddress>);
        }
        if (confirmed.isEmpty()) {
            if (allKnown) {
                findings.add(say("ptr-unconfirmed", address, names));
            }
        } else if (confirmed.contains(subjects.helo().name())) {
            if (GenericName.isOne(subjects.helo().name())) {
                findings.add(say("ptr-generic", address, confirmed));
            }
        } else if (confirmed.stream().allMatch(GenericName::isOne)) {
            findings.add(say("ptr-generic", address, confirmed));
        } else {
            findings.add(say("ptr-not-helo", address, confirmed));
        }
    }

    private Finding say(String id, InetAddress address, List<String> names) {
        return messages.say(
                id,
                "address",
                IpAddress.print(address),
                "names",
                String.join(", ", names),
                "helo",
                subjects.helo().name(),
                "record",
                Records.pointer(address, subjects.helo()));
    }

    /// The addresses that a name leads to, for a server that does not know its own.
    static List<InetAddress> addressesOf(Domain name, Resolver resolver) {
        return resolver.addresses(name.name()) instanceof Answer.Found<InetAddress>(var found, var _)
                ? found
                : List.of();
    }
}
