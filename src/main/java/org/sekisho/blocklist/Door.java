package org.sekisho.blocklist;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;

/// Who is turned away, as sessions ask it. Safe from any thread; look-ups are in memory.
public interface Door {
    /// Where a client stands. Only for those who have not logged in.
    /// @param submission a listener for users: only addresses count there, and only where the settings say so
    /// @param introduction of EHLO or HELO; empty before
    record Visit(InetAddress client, boolean submission, String introduction) {}

    /// @param what is refused: an address, a domain, a sender
    /// @param text for the peer: which entry, why, and whom to ask
    record Refusal(Entry entry, String what, String text) {}

    /// Nothing of the greeting is sent yet.
    Optional<Refusal> connecting(Visit visit);

    /// Also refuses those who came before their entry did.
    Optional<Refusal> mail(Visit visit, ReversePath sender);

    /// What was put off until it is known to whom: never refuses mail to postmaster and abuse.
    Optional<Refusal> rcpt(Visit visit, ReversePath sender, ForwardPath recipient);

    /// What the list says of somebody, step by step, for a person.
    /// @param refusal what the client would hear, if it is turned away
    /// @param code of the reply
    record Trace(List<String> steps, Optional<Refusal> refusal, int code) {}

    Trace explain(Visit visit, ReversePath sender, ForwardPath recipient);

    /// Counts for the rules; may add an entry.
    void seen(Offence offence, InetAddress client);

    /// Nobody is turned away.
    Door OPEN = new Door() {
        @Override
        public Optional<Refusal> connecting(Visit visit) {
            return Optional.empty();
        }

        @Override
        public Optional<Refusal> mail(Visit visit, ReversePath sender) {
            return Optional.empty();
        }

        @Override
        public Optional<Refusal> rcpt(Visit visit, ReversePath sender, ForwardPath recipient) {
            return Optional.empty();
        }

        @Override
        public Trace explain(Visit visit, ReversePath sender, ForwardPath recipient) {
            return new Trace(List.of(), Optional.empty(), 0);
        }

        @Override
        public void seen(Offence offence, InetAddress client) {}
    };

    /// The narrowest of what covers something.
    static Optional<Entry> first(List<Entry> covering) {
        return covering.isEmpty() ? Optional.empty() : Optional.of(covering.getFirst());
    }
}
