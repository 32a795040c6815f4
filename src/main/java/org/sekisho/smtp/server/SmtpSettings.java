package org.sekisho.smtp.server;

import java.net.InetAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Network;

/// How one listener speaks SMTP or LMTP.
/// @param service SMTP, SUBMISSION, SUBMISSIONS or LMTP
/// @param hostname what we call ourselves
/// @param zone for Received and Date
/// @param xclientHosts who may speak for others by XCLIENT and XFORWARD
public record SmtpSettings(
        Service service, Domain hostname, ZoneId zone, Limits limits, Times times, List<Network> xclientHosts) {
    /// @param messageOctets of one message, as SIZE tells (RFC 1870)
    /// @param recipients of one message; RFC 5321 §4.5.3.1.8 wants at least 100
    /// @param headerOctets of the header section, which is held in memory
    /// @param hops Received fields before a message is taken for a loop; RFC 5321 §6.3 wants at least 100
    /// @param errorsBeforeDelay wrong commands that are answered at once
    /// @param errors wrong commands before the session ends
    /// @param idleCommands commands since the last message that brought nothing, before the session ends
    public record Limits(
            long messageOctets,
            int recipients,
            int headerOctets,
            int hops,
            int errorsBeforeDelay,
            int errors,
            int idleCommands) {
        public static final Limits DEFAULT = new Limits(25L * 1024 * 1024, 1000, 128 * 1024, 100, 10, 50, 200);
    }

    /// @param command wait for one; RFC 5321 §4.5.3.2.7: at least 5 minutes
    /// @param block wait for one piece of a message; RFC 5321 §4.5.3.2.5
    /// @param message the whole of one
    /// @param withoutMessage a session may last without finishing one
    /// @param greetingDelay how long to look whether a client on port 25 talks first
    /// @param errorDelay added with every wrong command
    public record Times(
            Duration command,
            Duration block,
            Duration message,
            Duration withoutMessage,
            Duration greetingDelay,
            Duration errorDelay) {
        public static final Times DEFAULT = new Times(
                Duration.ofMinutes(5),
                Duration.ofMinutes(3),
                Duration.ofHours(2),
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofMillis(250));
    }

    public static SmtpSettings of(Service service, Domain hostname, ZoneId zone) {
        return new SmtpSettings(service, hostname, zone, Limits.DEFAULT, Times.DEFAULT, List.of());
    }

    public SmtpSettings with(Limits changed) {
        return new SmtpSettings(service, hostname, zone, changed, times, xclientHosts);
    }

    public SmtpSettings with(Times changed) {
        return new SmtpSettings(service, hostname, zone, limits, changed, xclientHosts);
    }

    public SmtpSettings withXclientHosts(List<Network> changed) {
        return new SmtpSettings(service, hostname, zone, limits, times, changed);
    }

    boolean isLmtp() {
        return service == Service.LMTP;
    }

    boolean implicitTls() {
        return service == Service.SUBMISSIONS;
    }

    boolean mayXclient(InetAddress address) {
        for (Network network : xclientHosts) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
