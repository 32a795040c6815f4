package org.sekisho.dns;

import java.net.InetAddress;

/// Looks names up. Safe from any thread; blocks the calling (virtual) thread, at most for the configured time.
/// CNAMEs
/// are followed.
public interface Resolver {
    Answer<MailExchanger> mx(String name);

    /// IPv4 and IPv6 addresses. `Found` when either kind is found; `CouldNotAsk` when none is found and one could
    /// not
    /// be asked.
    Answer<InetAddress> addresses(String name);

    Answer<String> txt(String name);

    /// The names an address claims.
    Answer<String> ptr(InetAddress address);
}
