package org.sekisho.dns;

import java.net.InetAddress;

/// Looks names up. Safe from any thread; blocks the calling (virtual) thread, at most for the configured time.
/// CNAMEs are followed. Names are absolute: no search list is ever applied.
public interface Resolver {
    Answer<MailExchanger> mx(String name);

    /// IPv4 and IPv6 addresses. `Found` when either kind is found; `CouldNotAsk` when none is found and one could
    /// not be asked.
    Answer<InetAddress> addresses(String name);

    /// IPv4 addresses only, in one question: what DNS lists answer with (RFC 5782 §2.1).
    Answer<InetAddress> ipv4Addresses(String name);

    /// The strings of one record are joined without a space (RFC 7208 §3.3, RFC 6376 §3.6.2.2); each character is
    /// one octet.
    Answer<String> txt(String name);

    /// Where a name's CNAME record leads, one step; lower case, no trailing dot.
    Answer<String> alias(String name);

    /// The names an address claims, lower case, no trailing dot.
    Answer<String> ptr(InetAddress address);
}
