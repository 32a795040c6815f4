package org.sekisho.smtp.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.smtp.Extensions;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.client.Failure.Scope;
import org.sekisho.smtp.client.OutgoingMessage.To;

/// An open conversation with a hop: greeted, secured and logged in as its [Terms] say. Sends one message after
/// another until it is no longer [#isUsable]. Used by one thread at a time.
public final class Conversation implements Closeable {
    /// RFC 5321 §4.5.3.1.8: every server takes so many in one transaction. More are sent in more of them.
    private static final int MAX_RECIPIENTS = 100;

    private final Wire wire;
    private final Extensions extensions;
    private final Timeouts timeouts;
    private boolean usable = true;
    private boolean dirty;
    private int transactions;

    Conversation(Wire wire, Extensions extensions, Timeouts timeouts) {
        this.wire = wire;
        this.extensions = extensions;
        this.timeouts = timeouts;
    }

    public Hop hop() {
        return wire.hop();
    }

    /// `TLSv1.3`, or empty.
    public Optional<String> tls() {
        return wire.connection().tls().map(javax.net.ssl.SSLSession::getProtocol);
    }

    /// May send another message: neither side has ended it, and the peer has not said how many it takes (RFC
    /// 9422).
    public boolean isUsable() {
        return usable && transactions < extensions.maxMessages().orElse(Long.MAX_VALUE);
    }

    /// Sends a message; every recipient gets an outcome.
    ///
    /// A body of 8-bit octets goes to a peer without 8BITMIME as it is: converting it would break its signatures,
    /// and peers that cannot take it are extinct (RFC 6152 §3 would have it returned).
    /// @return one for each recipient, in their order
    /// @throws RuntimeException what the body's stream throws (an IOException wrapped): our fault, not the
    ///     peer's; the connection is cut, so that nobody takes the part for the whole
    public List<Outcome> send(OutgoingMessage message) {
        Optional<Failure> unfit = unfit(message);
        if (unfit.isPresent()) {
            return Collections.nCopies(message.recipients().size(), new Outcome.NotSent(unfit.get()));
        }
        try {
            return sendAll(message);
        } catch (RuntimeException | Error e) {
            usable = false;
            wire.connection().cut();
            throw e;
        }
    }

    /// Reasons not even to try.
    private Optional<Failure> unfit(OutgoingMessage message) {
        OptionalLong limit = extensions.maxMessageOctets();
        if (limit.isPresent() && message.octets() > limit.getAsLong()) {
            String text = "the message has " + message.octets() + " octets, " + hop() + " takes " + limit.getAsLong();
            return Optional.of(Failure.permanent(Scope.MESSAGE, "5.3.4", text)); // RFC 1870 §6.1
        }
        if (message.needsUtf8() && !extensions.smtpUtf8()) {
            String text = hop() + " does not take internationalized mail (SMTPUTF8)";
            return Optional.of(Failure.permanent(Scope.MESSAGE, "5.6.7", text)); // RFC 6531 §3.2, §3.5
        }
        return Optional.empty();
    }

    private List<Outcome> sendAll(OutgoingMessage message) {
        List<To> left = message.recipients();
        var outcomes = new ArrayList<Outcome>();
        int most = (int) Math.min(MAX_RECIPIENTS, extensions.maxRecipients().orElse(MAX_RECIPIENTS));
        while (!left.isEmpty()) {
            List<To> now = left.subList(0, Math.min(most, left.size()));
            List<Outcome> done = usable ? transact(message, now) : unsent(now, outcomes.getLast());
            int counted = tooMany(done);
            outcomes.addAll(done.subList(0, counted));
            left = left.subList(counted, left.size());
        }
        return outcomes;
    }

    /// RFC 5321 §4.5.3.1.10: a peer that has enough recipients takes the others in another transaction.
    /// @return how many outcomes count; the recipients behind them are to be sent again
    private int tooMany(List<Outcome> outcomes) {
        int counted = outcomes.size();
        while (usable && counted > 0 && isTooMany(outcomes.get(counted - 1))) {
            counted--;
        }
        boolean someSent = outcomes.subList(0, counted).stream().anyMatch(Outcome.Sent.class::isInstance);
        return someSent ? counted : outcomes.size();
    }

    private static boolean isTooMany(Outcome outcome) {
        return outcome instanceof Outcome.NotSent(var failure)
                && failure.scope() == Scope.RECIPIENT
                && failure.reply()
                        .filter(reply -> reply.code() == 452 || reply.code() == 552)
                        .filter(reply -> reply.enhancedCode().isEmpty()
                                || reply.enhancedCode().endsWith(".5.3")) // RFC 3463 §3.6; not "mailbox full"
                        .isPresent();
    }

    /// The connection ended before these had their turn.
    private List<Outcome> unsent(List<To> recipients, Outcome last) {
        Failure failure = last instanceof Outcome.NotSent(var why) && why.scope() == Scope.HOST && !why.uncertain()
                ? why
                : Failure.temporary(Scope.HOST, "4.4.2", hop() + " ended the connection");
        return Collections.nCopies(recipients.size(), new Outcome.NotSent(failure));
    }

    private List<Outcome> transact(OutgoingMessage message, List<To> recipients) {
        wire.connection().deadline(timeouts.message(message.octets()));
        Optional<Failure> failure = dirty ? reset() : Optional.empty();
        if (failure.isPresent()) {
            return Collections.nCopies(recipients.size(), new Outcome.NotSent(failure.get()));
        }
        var transaction = new Transaction(wire, extensions, timeouts, message, recipients, transactions > 0);
        List<Outcome> outcomes = transaction.run();
        transactions++;
        usable = transaction.isUsable();
        dirty = !transaction.isClean();
        if (!usable) {
            wire.connection().cut();
        }
        return outcomes;
    }

    /// Asks whether the peer would take mail for a recipient, without sending any.
    /// @param within for all of it
    public Verification verify(ReversePath sender, Mailbox recipient, Duration within) {
        wire.connection().deadline(within);
        Optional<Failure> failure = dirty ? reset() : Optional.empty();
        if (failure.isPresent()) {
            return new Verification.CouldNotAsk(failure.get());
        }
        Scope lost = transactions > 0 ? Scope.KEPT_CONNECTION : Scope.HOST;
        String stage = "MAIL";
        try {
            dirty = true;
            transactions++;
            String utf8 = recipient.needsUtf8() && extensions.smtpUtf8() ? " SMTPUTF8" : "";
            Reply mail = wire.ask("MAIL FROM:" + sender + utf8, within);
            if (!mail.isPositive()) {
                return refused(mail, stage);
            }
            stage = "RCPT";
            lost = Scope.HOST;
            Reply rcpt = wire.ask("RCPT TO:<" + recipient + ">", within);
            return rcpt.isPositive() ? new Verification.Accepted(rcpt) : refused(rcpt, stage);
        } catch (IOException e) {
            Failure why = wire.lost(lost, e, stage);
            unusable(why);
            return new Verification.CouldNotAsk(why);
        }
    }

    private Verification refused(Reply reply, String stage) {
        Failure failure = wire.failure(Scope.RECIPIENT, reply, stage);
        if (reply.code() == 421) { // RFC 5321 §3.8: it closes
            unusable(failure);
        }
        return stage.equals("RCPT") && Verification.saysNo(reply)
                ? new Verification.Refused(failure)
                : new Verification.CouldNotAsk(failure);
    }

    private Optional<Failure> reset() {
        try {
            Reply reply = wire.ask("RSET", timeouts.command());
            if (reply.isPositive()) {
                dirty = false;
                return Optional.empty();
            }
            return unusable(wire.failure(Scope.KEPT_CONNECTION, reply, "RSET").softened());
        } catch (IOException e) {
            return unusable(wire.lost(Scope.KEPT_CONNECTION, e, "RSET"));
        }
    }

    private Optional<Failure> unusable(Failure failure) {
        usable = false;
        wire.connection().cut();
        return Optional.of(failure);
    }

    /// Closes it aside: saying goodbye takes a round trip that nobody should wait for.
    public void leave() {
        Thread.ofVirtual().start(this::close);
    }

    /// Says goodbye (RFC 5321 §4.1.1.10) and closes; waits only shortly. Idempotent.
    @Override
    public void close() {
        if (usable) {
            usable = false;
            try {
                wire.ask("QUIT", timeouts.quit());
            } catch (IOException _) {
                // everything that matters was answered before
            }
        }
        wire.connection().close();
    }
}
