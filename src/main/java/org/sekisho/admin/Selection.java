package org.sekisho.admin;

import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.ReversePath;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;

/// Which queued messages are meant: those that fit everything that is given; all when nothing is.
/// @param account the id of the account that handed them in, or any holder of their permits ([Permit#holder])
/// @param recipientDomain at least one recipient that is not done yet has it
/// @param held only those that are, or are not
public record Selection(
        Optional<QueueId> id,
        Optional<ReversePath> sender,
        Optional<String> account,
        Optional<Domain> recipientDomain,
        Optional<Boolean> held) {
    public static final Selection ALL =
            new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public boolean isAll() {
        return equals(ALL);
    }

    public boolean fits(QueueEntry entry) {
        return id.map(entry.id()::equals).orElse(true)
                && sender.map(entry.envelope().reversePath()::equals).orElse(true)
                && account.map(name -> isFrom(entry, name)).orElse(true)
                && recipientDomain.map(domain -> goesTo(entry, domain)).orElse(true)
                && held.map(wanted -> wanted == entry.held().isPresent()).orElse(true);
    }

    private static boolean isFrom(QueueEntry entry, String name) {
        return entry.origin().account().map(id -> id.value().equals(name)).orElse(false)
                || entry.recipients().stream()
                        .anyMatch(recipient -> recipient.route() instanceof Recipient.Route.Remote(var permit)
                                && (permit.holder().equals(name)
                                        || permit.holder().equals("account:" + name)));
    }

    private static boolean goesTo(QueueEntry entry, Domain domain) {
        return entry.recipients().stream()
                .anyMatch(recipient -> recipient.status() instanceof Recipient.Status.Pending
                        && recipient.address().host().equals(domain));
    }
}
