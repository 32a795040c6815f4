package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.List;

/// The source text of tcpserver's rules, usually `/etc/tcp.smtp`.
/// @param complete false when the file or one of its lines was not understood: then nobody can say that it is
/// safe
/// @param unclear the lines that were not understood
public record TcpRules(Path file, List<TcpRule> rules, boolean complete, List<Line> unclear) {
    public TcpRules {
        rules = List.copyOf(rules);
        unclear = List.copyOf(unclear);
    }
}
