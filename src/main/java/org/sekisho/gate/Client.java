package org.sekisho.gate;

import java.net.InetAddress;
import java.util.Optional;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;

/// All that the gate may know about who asks. What a client merely claims (its HELO name, its MAIL FROM) grants
/// nothing.
public sealed interface Client {
    /// A peer at one of our listeners.
    /// @param address the peer's, or the one a listed host passed on by XCLIENT or the PROXY protocol
    /// @param login what it proved, if it did
    record Peer(Service service, InetAddress address, boolean tls, Optional<Login> login) implements Client {}

    /// A process of this machine at the Unix socket (the sendmail command).
    /// @param uid as the kernel says
    record LocalProcess(long uid) implements Client {}

    /// A forwarding rule of ours (alias), sending on what it received.
    record ForwardRule(String aliasId) implements Client {}

    /// This server, with a notification (RFC 3464) about a message it took.
    record Reporter() implements Client {}
}
