package org.sekisho.gate;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Gateway;

/// A server behind a gateway that takes every local part but `nobody` and `postmaster`, and cannot say about
/// `unsure`.
final class BehindTheGateway implements RecipientCheck {
    private static final Set<String> NOT_THERE = Set.of("nobody", "postmaster");

    final AtomicInteger asked = new AtomicInteger();

    @Override
    public Answer ask(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker) {
        asked.incrementAndGet();
        return recall(gateway, recipient);
    }

    @Override
    public Answer recall(Gateway gateway, Mailbox recipient) {
        String local = recipient.localPart().value().toLowerCase(Locale.ROOT);
        if (local.equals("unsure")) {
            return new Answer.CouldNotTell("down");
        }
        return NOT_THERE.contains(local) ? new Answer.NotThere("550") : new Answer.There("250");
    }
}
