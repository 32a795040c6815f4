package org.sekisho.gate;

import org.sekisho.address.Domain;

/// Lets a message go to the server that a gateway of the settings names for this domain, and nowhere else. It is
/// no [Permit]: nothing that sends by MX records or routes takes one. Only this package makes it; it is checked
/// again before every attempt.
public final class GatewayPass {
    private final Domain domain;

    GatewayPass(Domain domain) {
        this.domain = domain;
    }

    /// Of the recipient. Also the stored form, which [RelayGate#gatewayPass] reads back.
    public Domain domain() {
        return domain;
    }

    /// For the log, the queue listing and `explain`.
    public String describe() {
        return "gateway for " + domain;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GatewayPass that && domain.equals(that.domain);
    }

    @Override
    public int hashCode() {
        return domain.hashCode();
    }

    @Override
    public String toString() {
        return describe();
    }
}
