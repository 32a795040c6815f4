package org.sekisho.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.smtp.DataEncoder;
import org.sekisho.smtp.Extensions;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.Xtext;
import org.sekisho.smtp.client.Failure.Scope;
import org.sekisho.smtp.client.OutgoingMessage.To;

/// One mail transaction: MAIL, RCPT for each recipient, DATA (RFC 5321 §3.3), in groups when the peer takes them
/// so (RFC 2920). Every recipient gets an outcome, whatever happens to the connection. Used once, by one thread.
final class Transaction {
    /// Commands sent before their replies are read. RFC 2920 §3.1: bounded, so that both sides never wait for
    /// each other with full buffers.
    private static final int WINDOW = 60;
    private static final int BODY_PIECE = 64 * 1024; // octets
    /// How long a reply may take that tells why the peer closed while we were still sending.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private sealed interface Step {
        record Mail() implements Step {}

        record Rcpt(int index) implements Step {}

        record Data() implements Step {}
    }

    private final Wire wire;
    private final Extensions extensions;
    private final Timeouts timeouts;
    private final OutgoingMessage message;
    private final List<To> recipients;
    private final boolean kept;
    private final @Nullable Outcome[] outcomes;
    private boolean mailAccepted;
    private int accepted;
    private @Nullable Reply dataReply;
    private @Nullable Failure closing;
    private boolean usable = true;
    private boolean clean;
    private String stage = "MAIL";

    /// @param kept the connection has served before: when it turns out to have ended, nothing was tried
    Transaction(
            Wire wire,
            Extensions extensions,
            Timeouts timeouts,
            OutgoingMessage message,
            List<To> recipients,
            boolean kept) {
        this.wire = wire;
        this.extensions = extensions;
        this.timeouts = timeouts;
        this.message = message;
        this.recipients = recipients;
        this.kept = kept;
        this.outcomes = new Outcome[recipients.size()];
    }

    /// @return one outcome for each recipient, in order
    List<Outcome> run() {
        try {
            envelope();
            if (accepted > 0 && dataReply != null && dataReply.code() == 354) {
                data();
            }
        } catch (IOException e) {
            usable = false;
            failRest(closing != null ? closing : wire.lost(hostScope(), e, stage));
        }
        return Arrays.stream(outcomes).map(Transaction::decided).toList();
    }

    private static Outcome decided(@Nullable Outcome outcome) {
        if (outcome == null) {
            throw new IllegalStateException("a recipient without an outcome");
        }
        return outcome;
    }

    /// The connection may serve another message.
    boolean isUsable() {
        return usable;
    }

    /// The peer holds nothing of this transaction any more: no RSET is needed.
    boolean isClean() {
        return clean;
    }

    private void envelope() throws IOException {
        var steps = new ArrayList<Step>();
        steps.add(new Step.Mail());
        for (int i = 0; i < recipients.size(); i++) {
            steps.add(new Step.Rcpt(i));
        }
        steps.add(new Step.Data());
        int window = extensions.pipelining() ? WINDOW : 1;
        for (int from = 0; from < steps.size(); from += window) {
            List<Step> group = steps.subList(from, Math.min(steps.size(), from + window));
            for (Step step : group) {
                wire.write(command(step));
            }
            for (Step step : group) {
                handle(step);
            }
            if (!isWorthwhile(from + window - 1)) {
                return;
            }
        }
    }

    /// @param rcpts how many RCPT were answered so far, at least
    private boolean isWorthwhile(int rcpts) {
        return mailAccepted && (accepted > 0 || rcpts < recipients.size());
    }

    private void handle(Step step) throws IOException {
        switch (step) {
            case Step.Mail() -> mail(wire.read(timeouts.command()));
            case Step.Rcpt(var index) -> rcpt(index, wire.read(timeouts.command()));
            case Step.Data() -> {
                stage = "DATA";
                dataAnswered(wire.read(timeouts.dataBegin()));
            }
        }
    }

    private Scope hostScope() {
        return kept && stage.equals("MAIL") ? Scope.KEPT_CONNECTION : Scope.HOST;
    }

    private void mail(Reply reply) {
        mailAccepted = reply.isPositive();
        if (!mailAccepted) {
            failRest(refused(Scope.MESSAGE, reply, "MAIL"));
        }
        stage = "RCPT"; // from now on, should the connection end
    }

    private void rcpt(int index, Reply reply) {
        if (outcomes[index] != null) {
            return; // decided when MAIL was refused: this only says "no MAIL"
        }
        if (reply.isPositive()) {
            accepted++;
        } else {
            Failure failure = refused(Scope.RECIPIENT, reply, "RCPT");
            // RFC 5321 §4.5.3.1.10: 552 to RCPT means "too many recipients", which is 452
            outcomes[index] = new Outcome.NotSent(reply.code() == 552 ? failure.softened() : failure);
        }
    }

    private void dataAnswered(Reply reply) throws IOException {
        dataReply = reply;
        if (reply.code() != 354) {
            if (accepted > 0) {
                failRest(refused(Scope.MESSAGE, reply, "DATA"));
            }
            usable &= reply.code() / 100 >= 4; // 2yz: we no longer know what it answers
        } else if (accepted == 0) {
            // RFC 2920 §3.1: it wants a message for nobody; an empty one. RFC 2033 §4.2: without recipients LMTP
            // has no
            // reply to its end, so nobody could tell where the next one begins
            if (wire.hop().speaksLmtp()) {
                usable = false;
            } else {
                reply = wire.ask(".", timeouts.dataEnd());
                clean = true;
            }
        }
    }

    /// A reply that is not the one hoped for. After 421 the peer closes (RFC 5321 §3.8).
    private Failure refused(Scope scope, Reply reply, String step) {
        Failure failure = wire.failure(scope, reply, step);
        if (reply.code() == 421) {
            failure = failure.as(hostScope());
            closing = failure;
            usable = false;
        }
        return failure;
    }

    private void failRest(Failure failure) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                outcomes[i] = new Outcome.NotSent(failure);
            }
        }
    }

    private void data() throws IOException {
        stage = "the message";
        Optional<Reply> early;
        try {
            early = body();
        } catch (IOException e) {
            early = lastWords();
            if (early.isEmpty()) {
                throw e;
            }
        }
        if (early.isPresent()) {
            usable = false;
            failRest(refused(Scope.MESSAGE, early.get(), "the message"));
        } else {
            end();
        }
    }

    private void end() {
        try {
            if (wire.hop().speaksLmtp()) {
                endForEach();
            } else {
                Reply reply = wire.read(timeouts.dataEnd());
                if (reply.isPositive()) {
                    sent(reply);
                } else {
                    failRest(refused(Scope.MESSAGE, reply, "the end of the message"));
                }
            }
            clean = true;
        } catch (IOException e) {
            usable = false;
            Failure lost = wire.lost(Scope.HOST, e, "the end of the message; it may have been taken");
            failRest(new Failure(Scope.HOST, false, true, lost.enhancedCode(), lost.text(), Optional.empty()));
        }
    }

    /// RFC 2033 §4.2: one reply for each recipient that was accepted, in their order.
    private void endForEach() throws IOException {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                Reply reply = wire.read(timeouts.dataEnd());
                outcomes[i] = reply.isPositive()
                        ? new Outcome.Sent(reply, extensions.dsn())
                        : new Outcome.NotSent(refused(Scope.RECIPIENT, reply, "the end of the message"));
            }
        }
    }

    private void sent(Reply reply) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                outcomes[i] = new Outcome.Sent(reply, extensions.dsn());
            }
        }
    }

    /// @return a reply that came before the end: the peer does not want the rest
    private Optional<Reply> body() throws IOException {
        wire.connection().timeout(timeouts.dataBlock());
        var encoder = new DataEncoder(wire.connection()::write);
        byte[] piece = new byte[BODY_PIECE];
        boolean secured = wire.connection().tls().isPresent();
        try (InputStream body = open()) {
            for (int octets = read(body, piece); octets >= 0; octets = read(body, piece)) {
                encoder.write(piece, 0, octets);
                // under TLS there may be octets that are no reply (session tickets), and waiting would be wrong
                if (!secured && wire.connection().readable(Duration.ZERO)) {
                    return Optional.of(refusal());
                }
            }
        }
        encoder.finish();
        return Optional.empty();
    }

    // What goes wrong with the message itself is ours, not the peer's: it must not look like a lost connection
    private InputStream open() {
        try {
            return message.body().open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int read(InputStream body, byte[] piece) {
        try {
            return body.read(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why the peer closed, if it said so first and the reply is still there to be read.
    private Optional<Reply> lastWords() {
        try {
            return Optional.of(refusal());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Reply refusal() throws IOException {
        Reply reply = wire.read(LAST_WORDS);
        if (reply.code() / 100 < 4) {
            throw new IOException("a reply before the end of the message");
        }
        return reply;
    }

    private String command(Step step) {
        return switch (step) {
            case Step.Mail() -> mailCommand();
            case Step.Rcpt(var index) -> rcptCommand(recipients.get(index));
            case Step.Data() -> "DATA";
        };
    }

    private String mailCommand() {
        var command = new StringBuilder("MAIL FROM:").append(message.reversePath());
        if (extensions.size()) {
            command.append(" SIZE=").append(message.octets());
        }
        if (message.eightBit() && extensions.eightBitMime()) {
            command.append(" BODY=8BITMIME");
        }
        if (message.needsUtf8()) {
            command.append(" SMTPUTF8");
        }
        if (extensions.dsn()) {
            message.ret().ifPresent(ret -> command.append(" RET=").append(ret));
            message.envelopeId().ifPresent(id -> command.append(" ENVID=").append(Xtext.encode(id)));
        }
        return command.toString();
    }

    private String rcptCommand(To to) {
        var command = new StringBuilder("RCPT TO:<").append(to.address()).append('>');
        if (extensions.dsn()) {
            to.notifyOn().ifPresent(notify -> command.append(" NOTIFY=").append(notify));
            to.originalRecipient().ifPresent(original -> command.append(originalRecipient(original)));
        }
        return command.toString();
    }

    /// RFC 3461 §4.2: a type, a semicolon, and the address as xtext, which RFC 6533 §3 extends.
    private static String originalRecipient(String original) {
        int semicolon = original.indexOf(';');
        if (semicolon < 1) {
            return "";
        }
        String type = original.substring(0, semicolon);
        return " ORCPT=" + type + ";" + Xtext.encodeAddress(type, original.substring(semicolon + 1));
    }
}
