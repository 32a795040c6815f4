package org.sekisho.postfix;

import java.net.InetAddress;

/// Whether an address is this machine's own.
final class Loopback {
    private Loopback() {}

    static boolean is(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
