package org.sekisho.audit.self;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.audit.self.WayOut.Means;
import org.sekisho.config.Settings;
import org.sekisho.config.TrustedNetworks;

/// Who is believed without a password.
/// @param networks may send to outside
/// @param proxies may say by the PROXY protocol whose connection it is
/// @param xclient may say the same by XCLIENT
public record Trust(TrustedNetworks networks, TrustedNetworks proxies, TrustedNetworks xclient) {
    public static final Trust NONE = new Trust(TrustedNetworks.NONE, TrustedNetworks.NONE, TrustedNetworks.NONE);

    /// What the settings want.
    public static Trust wanted(Settings settings) {
        return new Trust(
                settings.relay().trustedNetworks(),
                settings.proxy().protocol(),
                settings.proxy().xclient());
    }

    /// As much of it as opens no other way than the allowed ones. A host that may speak for others is believed in
    /// nothing when it could speak for a trusted network that it is not allowed to.
    /// @param ways all that this trust opens
    Trust limitedTo(Collection<WayOut> allowed, Collection<WayOut> ways) {
        TrustedNetworks left = networks;
        for (Service service : services(ways, Means.DIRECT)) {
            left = left.within(allowed.stream()
                    .filter(way -> way.means() == Means.DIRECT && way.service() == service)
                    .map(WayOut::from)
                    .toList());
        }
        return new Trust(
                left,
                speakers(proxies, Means.PROXY, left, allowed, ways),
                speakers(xclient, Means.XCLIENT, left, allowed, ways));
    }

    private static TrustedNetworks speakers(
            TrustedNetworks speakers,
            Means means,
            TrustedNetworks trusted,
            Collection<WayOut> allowed,
            Collection<WayOut> ways) {
        TrustedNetworks left = speakers;
        for (Service service : services(ways, means)) {
            for (Network network : trusted.networks()) {
                left = left.within(allowed.stream()
                        .filter(way -> way.means() == means && way.service() == service)
                        .filter(way -> way.from().contains(network))
                        .map(WayOut::speaker)
                        .toList());
            }
        }
        return left;
    }

    private static Set<Service> services(Collection<WayOut> ways, Means means) {
        return ways.stream()
                .filter(way -> way.means() == means)
                .map(WayOut::service)
                .collect(Collectors.toSet());
    }

    /// Whether a connection from there would be believed in anything.
    boolean holds(InetAddress address) {
        return List.of(networks, proxies, xclient).stream()
                .anyMatch(each -> each.containing(address).isPresent());
    }
}
