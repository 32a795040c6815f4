package org.sekisho.gateway;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.config.GatewayServer;

/// What servers have said of recipients: the least used is forgotten first. Safe from any thread.
final class AnswerCache {
    /// @param servers who said so: others may say something else
    private record Key(List<GatewayServer> servers, Mailbox recipient) {}

    /// @param how what the server said
    record Said(boolean there, String how, Instant at) {}

    private final LinkedHashMap<Key, Said> answers = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Optional<Said> of(List<GatewayServer> servers, Mailbox recipient) {
        return Optional.ofNullable(answers.get(new Key(servers, recipient)));
    }

    synchronized void put(List<GatewayServer> servers, Mailbox recipient, Said said, int most) {
        answers.put(new Key(servers, recipient), said);
        while (answers.size() > most) {
            answers.pollFirstEntry();
        }
    }

    synchronized int size() {
        return answers.size();
    }
}
