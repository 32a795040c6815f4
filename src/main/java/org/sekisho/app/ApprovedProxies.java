package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sekisho.accounts.Service;
import org.sekisho.audit.self.Safeguard;
import org.sekisho.audit.self.WaysOut;
import org.sekisho.config.Protocol;
import org.sekisho.config.Settings;
import org.sekisho.net.Connection;
import org.sekisho.net.Listener;

/// Turns away for now the proxies that nobody has approved: what they would say of their clients is not
/// believed, and their own address must not stand in for them.
/// @param service the listener's
record ApprovedProxies(Service service, Safeguard safeguard, Listener.Handler handler) implements Listener.Handler {
    private static final byte[] LATER =
            "421 4.3.2 this proxy is not approved yet\r\n".getBytes(StandardCharsets.US_ASCII);

    /// Which peers of a listener speak the PROXY protocol first, and must.
    static Predicate<InetAddress> believed(
            Settings.Listener listener, Supplier<Settings> settings, Safeguard safeguard) {
        if (!listener.proxyProtocol()) {
            return _ -> false;
        }
        return WaysOut.takesMail(listener.service())
                ? address -> safeguard.trust().proxies().containing(address).isPresent()
                : address ->
                        settings.get().proxy().protocol().containing(address).isPresent();
    }

    @Override
    public void serve(Connection connection) throws IOException {
        boolean takesMail = WaysOut.takesMail(Protocol.valueOf(service.name()));
        if (!takesMail || !safeguard.isClosedProxy(connection.peerAddress())) {
            handler.serve(connection);
        } else if (service != Service.SUBMISSIONS) { // which would have to speak TLS first
            connection.write(LATER);
        }
    }
}
