package org.sekisho.doctor.checks;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is looked at, and for how long.
/// @param doors where certificates are looked at, and relaying is tried where SMTP is spoken
/// @param timeServer asked for the time
/// @param zone in which the server writes times
/// @param limit for all together: what was not done by then is said to be unknown
public record Plan(
        Set<Topic> topics,
        Subjects subjects,
        Optional<CertificateFiles> files,
        List<Door> doors,
        TimeServer timeServer,
        ZoneId zone,
        Duration limit) {
    /// @param host a name or an address
    public record TimeServer(String host, int port) {}

    public Plan {
        topics = Set.copyOf(topics);
        doors = List.copyOf(doors);
    }

    boolean has(Topic topic) {
        return topics.contains(topic);
    }
}
