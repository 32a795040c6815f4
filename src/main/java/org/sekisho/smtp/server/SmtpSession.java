package org.sekisho.smtp.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.SenderDecision;
import org.sekisho.net.Connection;
import org.sekisho.net.LineTooLong;
import org.sekisho.net.Stopping;
import org.sekisho.queue.Recipient;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.Mechanism;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.CommandParser;
import org.sekisho.smtp.DataDecoder;
import org.sekisho.smtp.Reply;
import org.sekisho.store.StorageException;

/// One conversation in SMTP (RFC 5321), submission (RFC 6409) or LMTP (RFC 2033): a straight loop in its own
/// virtual thread. Replies to pipelined commands leave together, when no more input is there (RFC 2920).
final class SmtpSession {
    private static final int MAX_COMMAND_LINE = 2048; // octets; RFC 5321 §4.5.3.1.4 says 512, extensions add to it
    private static final int MAX_AUTH_LINE = 12_288; // octets; RFC 4954 §4.2
    private static final int MAX_GUESSES = 3;
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);
    private static final int SWALLOW = 8 * 1024; // octets in one piece
    private static final Duration REFUSED_TIME = Duration.ofMinutes(1); // for QUIT, when only that is left
    /// What browsers and their kin say to a port they take for a web server's.
    private static final Set<String> OTHER_PROTOCOLS = Set.of("GET", "POST", "HEAD", "PUT", "CONNECT", "OPTIONS");

    private final SmtpSettings settings;
    private final SmtpService.Parts parts;
    private final Connection connection;
    private final Reception reception;
    private final Doorstep doorstep;

    private Guest guest;
    private Transaction transaction = new Transaction.None();
    private boolean over;
    private boolean startingTls;
    private boolean refused;
    private int messages;
    private int errors;
    private int guesses;
    private int idleCommands;

    SmtpSession(SmtpSettings settings, SmtpService.Parts parts, Connection connection) {
        this.settings = settings;
        this.parts = parts;
        this.connection = connection;
        this.reception = new Reception(settings, parts);
        this.doorstep = new Doorstep(settings, parts);
        this.guest = Guest.from(connection.peerAddress());
    }

    void run() throws IOException {
        connection.timeout(settings.times().command());
        connection.deadline(settings.times().withoutMessage());
        if (settings.implicitTls()) {
            connection.startTlsAsServer(parts.tls().orElseThrow());
        }
        try {
            greet();
            while (!over) {
                answerNext();
            }
        } catch (Stopping _) {
            send(Replies.STOPPING);
        } catch (SocketTimeoutException _) {
            send(Replies.TIMED_OUT);
        } catch (RuntimeException e) {
            apologise(e);
            throw e; // a bug: the listener logs it
        } finally {
            endTransaction();
        }
    }

    private void apologise(RuntimeException bug) {
        try {
            send(Replies.BROKEN_HERE);
        } catch (IOException gone) {
            bug.addSuppressed(gone);
        }
    }

    private void greet() throws IOException {
        Optional<Reply> refusal = doorstep.connecting(guest);
        if (refusal.isPresent()) {
            send(refusing(refusal.get()));
            return;
        }
        if (settings.service() == Service.SMTP
                && connection.readable(settings.times().greetingDelay())) {
            parts.counters().count("smtp_early_talkers");
            parts.log().info("smtp.early-talker", "client", guest.address().getHostAddress());
            doorstep.talkedFirst(guest);
            send(Replies.TALKED_FIRST);
            over = true;
            return;
        }
        send(greeting());
    }

    private Reply greeting() {
        return Reply.of(220, "", settings.hostname() + (settings.isLmtp() ? " LMTP Sekisho" : " ESMTP Sekisho"));
    }

    /// RFC 5321 §3.1: it waits for QUIT and answers 503 to all else, but not for long.
    private Reply refusing(Reply reply) {
        endTransaction();
        refused = true;
        connection.timeout(REFUSED_TIME);
        connection.deadline(REFUSED_TIME);
        return reply;
    }

    private Reply replyToRefused() throws IOException {
        try {
            String line = new String(connection.readCommand(MAX_COMMAND_LINE), StandardCharsets.ISO_8859_1);
            return line.strip().equalsIgnoreCase("QUIT") ? ending(Replies.BYE) : Replies.ONLY_QUIT;
        } catch (LineTooLong _) {
            return Replies.ONLY_QUIT;
        }
    }

    private void answerNext() throws IOException {
        Reply reply = refused ? replyToRefused() : reply();
        doorstep.answered(guest, reply);
        if (reply.code() >= 500) {
            countError();
        }
        send(reply);
        if (startingTls) {
            startingTls = false;
            secure();
        }
        if (!over && errors >= settings.limits().errors()) {
            end(Replies.TOO_MANY_ERRORS);
        } else if (!over && idleCommands >= settings.limits().idleCommands()) {
            end(Replies.TOO_MANY_COMMANDS);
        }
    }

    private Reply reply() throws IOException {
        byte[] line = {};
        try {
            line = connection.readCommand(MAX_AUTH_LINE);
            if (line.length + 2 > MAX_COMMAND_LINE && !startsWith(line, "au")) {
                return Replies.LINE_TOO_LONG;
            }
            Command command = CommandParser.parse(line);
            return connection.buffered() > 0 && Pipelining.isOutOfStep(command, guest.isExtended())
                    ? outOfStep()
                    : answer(command);
        } catch (LineTooLong _) {
            return Replies.LINE_TOO_LONG;
        } catch (SyntaxError e) {
            Reply reply = Reply.of(501, "5.5.2", Objects.requireNonNullElse(e.getMessage(), "syntax error"));
            // how long its chunk is nobody knows, and it must not be read as commands
            return startsWith(line, "bd") ? ending(reply) : reply;
        } catch (StorageException e) {
            parts.log().error("smtp.storage-failed", e, "kind", e.kind());
            return Reception.reply(e);
        }
    }

    private static boolean startsWith(byte[] line, String two) {
        return line.length > 1 && (line[0] | 0x20) == two.charAt(0) && (line[1] | 0x20) == two.charAt(1);
    }

    private void countError() throws IOException {
        errors++;
        int beyond = errors - settings.limits().errorsBeforeDelay();
        if (beyond > 0 && !over) {
            Duration delay = settings.times().errorDelay().multipliedBy(beyond);
            try {
                Thread.sleep(delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private void send(Reply reply) throws IOException {
        connection.write(reply.octets());
    }

    private void end(Reply lastReply) throws IOException {
        send(lastReply);
        over = true;
    }

    private Reply ending(Reply lastReply) {
        over = true;
        return lastReply;
    }

    private Reply outOfStep() {
        parts.counters().count("smtp_out_of_step");
        parts.log().info("smtp.out-of-step", "client", guest.address().getHostAddress());
        return ending(Replies.OUT_OF_STEP);
    }

    private Reply answer(Command command) throws IOException {
        idleCommands++;
        return switch (command) {
            case Command.Helo(var name) -> hello(name, false, settings.isLmtp());
            case Command.Ehlo(var name) -> hello(name, true, settings.isLmtp());
            case Command.Lhlo(var name) -> hello(name, true, !settings.isLmtp());
            case Command.Mail mail -> mail(mail);
            case Command.Rcpt rcpt -> rcpt(rcpt);
            case Command.Data() -> data();
            case Command.Bdat(var octets, var last) -> bdat(octets, last);
            case Command.Rset() -> rset();
            case Command.Noop() -> Replies.OK;
            case Command.Quit() -> ending(Replies.BYE);
            case Command.Vrfy() -> Replies.CANNOT_VERIFY;
            case Command.Expn(), Command.Etrn() -> Replies.NOT_OFFERED;
            case Command.Help() -> Replies.HELP;
            case Command.StartTls() -> startTls();
            case Command.Auth auth -> auth(auth);
            case Command.Xclient(var attributes) -> xclient(attributes);
            case Command.Xforward(var attributes) -> xforward(attributes);
            case Command.UnknownParameter(var keyword) -> Replies.unknownParameter(keyword);
            case Command.Unknown(var verb) -> unknown(verb);
        };
    }

    private Reply hello(String name, boolean extended, boolean otherProtocol) {
        if (otherProtocol) {
            return Replies.NOT_OFFERED; // RFC 2033 §4.1
        }
        endTransaction(); // RFC 5321 §4.1.4
        guest = guest.introducedAs(name, extended);
        return extended
                ? new Reply(
                        250,
                        "",
                        Keywords.of(settings, offersTls(), mechanisms(), settings.mayXclient(connection.peerAddress())))
                : Reply.of(250, "", settings.hostname().name());
    }

    private boolean offersTls() {
        return parts.tls().isPresent() && !isSecured();
    }

    private boolean isSecured() {
        return connection.tls().isPresent();
    }

    private List<Mechanism> mechanisms() {
        return isSecured() && guest.login().isEmpty() ? parts.sasl().offered(attempt()) : List.of();
    }

    private Attempt attempt() {
        var bindings = connection.channelBindings();
        return new Attempt(
                guest.address(),
                settings.service(),
                isSecured(),
                new BoundChannel(bindings.exporter(), bindings.serverEndPoint()));
    }

    private Reply startTls() {
        if (isSecured()) {
            return Replies.TLS_ALREADY;
        }
        if (!offersTls()) {
            return Replies.NOT_OFFERED;
        }
        startingTls = true;
        return Replies.READY_FOR_TLS;
    }

    /// RFC 3207 §4.2: nothing that was learnt before TLS survives it.
    private void secure() throws IOException {
        endTransaction();
        guest = Guest.from(guest.address());
        if (connection.startTlsAsServer(parts.tls().orElseThrow()) > 0) {
            throw new IOException("text after STARTTLS");
        }
    }

    private Reply auth(Command.Auth command) throws IOException {
        if (guest.login().isPresent()) {
            return Replies.AUTH_ALREADY;
        }
        if (!guest.isExtended()) {
            return Replies.HELLO_FIRST;
        }
        if (!(transaction instanceof Transaction.None)) {
            return Replies.IN_TRANSACTION; // RFC 4954 §4
        }
        if (!isSecured() && settings.service().isSubmission()) {
            return Replies.AUTH_NEEDS_TLS;
        }
        if (mechanisms().isEmpty()) {
            return Replies.NOT_OFFERED;
        }
        Optional<Reply> refusal = doorstep.auth(guest);
        if (refusal.isPresent()) {
            return refusing(refusal.get());
        }
        return switch (new AuthDialogue(connection).run(parts.sasl(), attempt(), command)) {
            case AuthDialogue.Outcome.LoggedIn(var login) -> {
                guest = guest.loggedInAs(login);
                yield Replies.LOGGED_IN;
            }
            case AuthDialogue.Outcome.Refused(var reply, var wasGuess) -> {
                guesses += wasGuess ? 1 : 0;
                yield guesses < MAX_GUESSES ? reply : lastGuess(reply);
            }
        };
    }

    private Reply lastGuess(Reply reply) throws IOException {
        send(reply);
        return ending(Replies.TOO_MANY_ERRORS);
    }

    private Client.Peer client() {
        return new Client.Peer(settings.service(), guest.address(), isSecured(), guest.login());
    }

    private Reply mail(Command.Mail mail) {
        if (guest.introduction().isEmpty()) {
            return Replies.HELLO_FIRST;
        }
        if (!(transaction instanceof Transaction.None)) {
            return Replies.MAIL_AGAIN;
        }
        if (settings.service().isSubmission() && guest.login().isEmpty()) {
            return offersTls() ? Replies.TLS_FIRST : Replies.AUTH_FIRST; // RFC 6409 §4.3
        }
        if (!mail.smtputf8() && mail.reversePath() instanceof ReversePath.From(var mailbox) && mailbox.needsUtf8()) {
            return Replies.NEEDS_SMTPUTF8;
        }
        if (mail.size().orElse(0) > settings.limits().messageOctets()) {
            return Replies.TOO_LARGE;
        }
        Optional<Reply> refusal = doorstep.mail(guest, mail.reversePath());
        if (refusal.isPresent()) {
            return refusal.get().code() == Doorstep.CLIENT_REFUSED ? refusing(refusal.get()) : refusal.get();
        }
        return switch (parts.gate().mayUse(client(), mail.reversePath())) {
            case SenderDecision.Refused(var reason) -> doorstep.refused(guest, 550, "from", mail.reversePath(), reason);
            case SenderDecision.TryLater(var reason) ->
                doorstep.refused(guest, 451, "from", mail.reversePath(), reason);
            case SenderDecision.Allowed() -> {
                transaction = new Transaction.Open(mail);
                yield Replies.SENDER_OK;
            }
        };
    }

    private Reply rcpt(Command.Rcpt rcpt) {
        return switch (transaction) {
            case Transaction.None() -> Replies.MAIL_FIRST;
            case Transaction.Receiving _ -> Replies.BDAT_BEGUN; // RFC 3030 §2
            case Transaction.Broken _ -> Replies.BDAT_BEGUN;
            case Transaction.Open open -> rcpt(open, rcpt);
        };
    }

    private Reply rcpt(Transaction.Open open, Command.Rcpt rcpt) {
        ForwardPath path = rcpt.forwardPath();
        if (!open.mail().smtputf8() && path instanceof ForwardPath.To(var mailbox) && mailbox.needsUtf8()) {
            return Replies.NEEDS_SMTPUTF8;
        }
        if (open.accepted().size() >= settings.limits().recipients()) {
            return Replies.TOO_MANY_RECIPIENTS; // RFC 5321 §4.5.3.1.10
        }
        Optional<Reply> refusal = doorstep.rcpt(guest, open.mail().reversePath(), path);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return switch (parts.gate().decide(client(), open.mail().reversePath(), path)) {
            case Decision.Deliver(var target, var _) ->
                doorstep.full(guest, open.mail(), path, target)
                        .orElseGet(() -> accept(open, rcpt, new Recipient.Route.Local(target)));
            case Decision.Relay relay -> accept(open, rcpt, new Recipient.Route.Remote(relay.permit()));
            case Decision.HandOn on -> accept(open, rcpt, new Recipient.Route.HandOn(on.pass()));
            case Decision.Refuse(var reason) -> doorstep.refused(guest, 550, "to", path, reason);
            case Decision.TryLater(var reason) -> doorstep.refused(guest, 451, "to", path, reason);
        };
    }

    private Reply accept(Transaction.Open open, Command.Rcpt rcpt, Recipient.Route route) {
        var recipient = Recipients.of(rcpt, route, settings.hostname());
        open.recipients().putIfAbsent(rcpt.forwardPath(), recipient);
        open.accepted().add(rcpt.forwardPath());
        idleCommands--;
        return Replies.RECIPIENT_OK;
    }

    private Reply data() throws IOException {
        return switch (transaction) {
            case Transaction.None() -> Replies.MAIL_FIRST;
            case Transaction.Receiving _ -> Replies.BDAT_BEGUN;
            case Transaction.Broken _ -> Replies.BDAT_BEGUN;
            case Transaction.Open open when open.recipients().isEmpty() -> noRecipients();
            case Transaction.Open open -> data(open);
        };
    }

    private Reply noRecipients() {
        return settings.isLmtp() ? Replies.RCPT_FIRST : Replies.NO_RECIPIENTS; // RFC 2033 §4.2 wants 503
    }

    private Reply data(Transaction.Open open) throws IOException {
        var message = begin(open);
        send(Replies.START_DATA);
        var decoder = new DataDecoder();
        expectBulk();
        while (!decoder.atEnd()) {
            int octets = connection.await();
            connection.skip(decoder.decode(connection.array(), connection.position(), octets, message));
        }
        return finish(open, message);
    }

    private IncomingMessage begin(Transaction.Open open) {
        messages++;
        var message = reception.begin(guest, connection.tls(), open, messages);
        connection.deadline(settings.times().message()); // for all of its chunks together
        transaction = new Transaction.Receiving(open, message); // so that whatever happens closes it
        return message;
    }

    private void expectBulk() {
        connection.expectBulk();
        connection.timeout(settings.times().block());
    }

    private void bulkOver() {
        connection.timeout(settings.times().command());
    }

    private Reply finish(Transaction.Open open, IncomingMessage message) throws IOException {
        bulkOver();
        connection.deadline(settings.times().withoutMessage());
        var outcome = reception.finish(guest, client(), open, message);
        endTransaction();
        return switch (outcome) {
            case Reception.Outcome.Refused(var reply) -> forEach(open, reply);
            case Reception.Outcome.Accepted(var id) -> {
                errors = 0;
                idleCommands = 0;
                yield forEach(open, Reply.of(250, "2.0.0", "queued as " + id));
            }
        };
    }

    /// RFC 2033 §4.2: LMTP answers once for every recipient that was accepted, in their order.
    private Reply forEach(Transaction.Open open, Reply reply) throws IOException {
        if (!settings.isLmtp()) {
            return reply;
        }
        for (int i = 1; i < open.accepted().size(); i++) {
            send(reply);
        }
        return reply;
    }

    /// RFC 3030 §2. The chunk follows at once and is read whatever the answer.
    private Reply bdat(long octets, boolean last) throws IOException {
        return switch (transaction) {
            case Transaction.None() -> swallowed(octets, Replies.MAIL_FIRST);
            case Transaction.Open open when open.recipients().isEmpty() -> swallowed(octets, noRecipients());
            case Transaction.Open open -> firstChunk(open, octets, last);
            case Transaction.Receiving(var open, var message) -> chunk(open, message, octets, last);
            case Transaction.Broken() -> {
                Reply reply = swallowed(octets, Replies.BDAT_BROKEN);
                if (last) {
                    endTransaction();
                }
                yield reply;
            }
        };
    }

    private Reply firstChunk(Transaction.Open open, long octets, boolean last) throws IOException {
        IncomingMessage message;
        try {
            message = begin(open);
        } catch (StorageException e) {
            parts.log().error("smtp.storage-failed", e, "kind", e.kind());
            transaction = last ? new Transaction.None() : new Transaction.Broken();
            return swallowed(octets, Reception.reply(e));
        }
        return chunk(open, message, octets, last);
    }

    private Reply chunk(Transaction.Open open, IncomingMessage message, long octets, boolean last) throws IOException {
        idleCommands -= octets > 0 ? 1 : 0;
        expectBulk();
        long left = octets;
        while (left > 0) {
            int part = (int) Math.min(left, connection.await());
            message.write(connection.array(), connection.position(), part);
            connection.skip(part);
            left -= part;
        }
        if (last) {
            return finish(open, message);
        }
        bulkOver();
        if (message.isLost()) {
            Reply reply = message.fault()
                    .map(Reception::reply)
                    .orElseGet(() -> message.failure().map(Reception::reply).orElse(Replies.STORAGE_TROUBLE));
            message.close();
            transaction = new Transaction.Broken();
            return reply;
        }
        return Reply.of(250, "2.0.0", octets + " octets received");
    }

    private Reply swallowed(long octets, Reply reply) throws IOException {
        expectBulk();
        byte[] nowhere = new byte[(int) Math.min(octets, SWALLOW)];
        long left = octets;
        while (left > 0) {
            int part = connection.read(nowhere, 0, (int) Math.min(left, nowhere.length));
            if (part < 0) {
                throw new EOFException("the peer closed");
            }
            left -= part;
        }
        bulkOver();
        return reply;
    }

    private Reply rset() {
        endTransaction();
        return Replies.OK;
    }

    private void endTransaction() {
        if (transaction instanceof Transaction.Receiving receiving) {
            receiving.message().close();
        }
        transaction = new Transaction.None();
    }

    private Reply xclient(Map<String, String> attributes) {
        if (!settings.mayXclient(connection.peerAddress())) {
            return Replies.NOT_OFFERED;
        }
        if (!(transaction instanceof Transaction.None)) {
            return Replies.IN_TRANSACTION;
        }
        Optional<InetAddress> address = Xclient.address(attributes);
        parts.log().info("smtp.xclient", "proxy", connection.peerAddress().getHostAddress(), "said", attributes);
        guest = Guest.from(address.orElse(guest.address()));
        return doorstep.connecting(guest).map(this::refusing).orElseGet(this::greeting);
    }

    private Reply xforward(Map<String, String> attributes) {
        if (!settings.mayXclient(connection.peerAddress())) {
            return Replies.NOT_OFFERED;
        }
        guest = guest.forwarding(attributes);
        return Replies.OK;
    }

    private Reply unknown(String verb) {
        if (OTHER_PROTOCOLS.contains(verb) || verb.endsWith(":")) {
            parts.log().info("smtp.other-protocol", "client", guest.address().getHostAddress(), "verb", verb);
            return ending(Replies.NOT_SMTP);
        }
        return Replies.UNKNOWN_COMMAND;
    }
}
