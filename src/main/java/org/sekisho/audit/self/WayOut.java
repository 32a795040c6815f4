package org.sekisho.audit.self;

import java.util.Comparator;
import java.util.Locale;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// One way by which mail reaches domains that are not ours although nobody has logged in.
/// @param speaker whose connection it is: `from` itself, or a host that may speak for it
/// @param from the network whose address the gate sees, and trusts
/// @param service the kind of listener
public record WayOut(Means means, Network speaker, Network from, Service service) implements Comparable<WayOut> {
    private static final Comparator<WayOut> ORDER = Comparator.comparing(WayOut::toString);

    /// How the gate learns the address.
    public enum Means {
        /// It is the connection's own.
        DIRECT,
        /// The PROXY protocol told it.
        PROXY,
        /// XCLIENT told it.
        XCLIENT
    }

    static WayOut direct(Network from, Service service) {
        return new WayOut(Means.DIRECT, from, from, service);
    }

    /// Whether whoever comes the other way may come this way too.
    boolean covers(WayOut other) {
        return means == other.means
                && service == other.service
                && speaker.contains(other.speaker)
                && from.contains(other.from);
    }

    void write(Encoder encoder) {
        encoder.symbol(means).text(speaker.toString()).text(from.toString()).symbol(service);
    }

    static WayOut read(Decoder decoder) {
        Means means = decoder.symbol(Means.class);
        String speaker = decoder.text();
        String from = decoder.text();
        Service service = decoder.symbol(Service.class);
        return decoder.checked(() -> new WayOut(means, network(speaker), network(from), service));
    }

    private static Network network(String text) {
        try {
            return Network.of(text);
        } catch (SyntaxError e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public int compareTo(WayOut other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String at = " at " + service.name().toLowerCase(Locale.ROOT);
        return means == Means.DIRECT ? from + at : speaker + " by " + means + " as " + from + at;
    }
}
