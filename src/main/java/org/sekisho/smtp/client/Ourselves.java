package org.sekisho.smtp.client;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Who we are, so that mail is not sent in a circle.
/// @param names under which we are known, lower case: the host name, and others that lead here
/// @param listeners true for an address and port at which this server itself accepts mail
public record Ourselves(Set<String> names, Predicate<InetSocketAddress> listeners) {
    public Ourselves {
        names = Set.copyOf(names);
    }

    boolean isNamed(String host) {
        return names.contains(host.toLowerCase(Locale.ROOT));
    }
}
