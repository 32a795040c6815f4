package org.sekisho.pop3.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.SaslLogin.Step;
import org.sekisho.accounts.Service;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;
import org.sekisho.net.ChannelBindings;
import org.sekisho.net.Connection;
import org.sekisho.net.LineTooLong;
import org.sekisho.net.Stopping;
import org.sekisho.net.TlsIdentity;
import org.sekisho.pop3.Command;
import org.sekisho.pop3.CommandParser;
import org.sekisho.pop3.Reply;
import org.sekisho.pop3.Reply.ResponseCode;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.Mechanism;
import org.sekisho.store.StorageException;

/// One POP3 session (RFC 1939), from the greeting to the end. Used by one thread.
///
/// A connection that ends in any way but QUIT deletes nothing (RFC 1939 §6).
final class Pop3Session {
    private static final int MAX_ERRORS = 20;
    private static final int MAX_WRONG_PASSWORDS = 5;

    /// RFC 1939 §3. UPDATE is not a state here, but what QUIT does.
    private sealed interface State {
        /// @param user what USER said
        /// @param utf8 after UTF8 (RFC 6856 §2.1)
        record Authorization(Optional<String> user, boolean utf8) implements State {}

        record Transaction(Login login, Transfer transfer) implements State {}

        record Ended() implements State {}
    }

    private final Pop3Server server;
    private final Connection connection;
    private final Service service;
    private State state = new State.Authorization(Optional.empty(), false);
    private int errors;
    private int wrongPasswords;

    Pop3Session(Pop3Server server, Connection connection, Service service) {
        this.server = server;
        this.connection = connection;
        this.service = service;
    }

    void run() throws IOException {
        try {
            send(Reply.ok(server.settings().hostname() + " POP3 server ready"));
            while (!(state instanceof State.Ended)) {
                answerOne();
            }
        } catch (Stopping _) {
            send(Reply.error(ResponseCode.SYS_TEMP, "the server is stopping, nothing was deleted"));
        } catch (SocketTimeoutException _) {
            send(Reply.error("you said nothing for too long, nothing was deleted"));
        } finally {
            if (state instanceof State.Transaction(var _, var transfer)) {
                transfer.close();
            }
        }
    }

    private void answerOne() throws IOException {
        try {
            handle(CommandParser.parse(connection.readCommand(CommandParser.MAX_LINE)));
        } catch (SyntaxError e) {
            refuse(Reply.error(String.valueOf(e.getMessage())));
        } catch (LineTooLong _) {
            refuse(Reply.error("line too long"));
        } catch (StorageException e) {
            server.counters().count("pop3_storage_errors");
            server.log()
                    .error("pop3.storage", e, "client", connection.peerAddress().getHostAddress());
            send(Reply.error(ResponseCode.SYS_TEMP, "storage is not available, try again later"));
        }
    }

    private void handle(Command command) throws IOException {
        switch (state) {
            case State.Authorization before -> authorize(before, command);
            case State.Transaction(var login, var transfer) -> {
                if (server.stands(login)) {
                    transfer(transfer, command);
                } else {
                    endWithoutUpdate();
                    send(Reply.error(ResponseCode.AUTH, "you may not log in any more, nothing was deleted"));
                }
            }
            case State.Ended() -> throw new IllegalStateException("after the end");
        }
    }

    private void authorize(State.Authorization before, Command command) throws IOException {
        switch (command) {
            case Command.Capa() -> capabilities();
            case Command.Stls() -> startTls(before);
            case Command.Utf8() -> {
                state = new State.Authorization(before.user, true);
                send(Reply.ok("UTF-8 it is"));
            }
            case Command.User(var name) -> user(before, name);
            case Command.Pass(var password) -> pass(before, password);
            case Command.AuthList() -> listMechanisms();
            case Command.Auth(var mechanism, var initial) -> auth(mechanism, initial);
            case Command.Quit() -> {
                state = new State.Ended();
                send(Reply.ok("bye"));
            }
            case Command.Stat _,
                    Command.List _,
                    Command.Uidl _,
                    Command.Retr _,
                    Command.Top _,
                    Command.Dele _,
                    Command.Rset _,
                    Command.Noop _ -> refuse(Reply.error("log in first"));
        }
    }

    private void transfer(Transfer transfer, Command command) throws IOException {
        switch (command) {
            case Command.Capa() -> capabilities();
            case Command.Stat() -> send(transfer.stat());
            case Command.List(var message) -> answer(transfer.list(message));
            case Command.Uidl(var message) -> answer(transfer.uidl(message));
            case Command.Retr(var message) -> answer(transfer.retr(message));
            case Command.Top(var message, var lines) -> answer(transfer.top(message, lines));
            case Command.Dele(var message) -> answer(transfer.dele(message));
            case Command.Rset() -> send(transfer.rset());
            case Command.Noop() -> send(Reply.ok(""));
            case Command.Quit() -> quit(transfer);
            case Command.Stls _, Command.Utf8 _, Command.User _, Command.Pass _, Command.AuthList _, Command.Auth _ ->
                refuse(Reply.error("you have logged in already"));
        }
    }

    /// RFC 1939 §6: what is marked goes now, for good, and only then +OK. The lock is given back before the
    /// reply: the client may come back at once.
    private void quit(Transfer transfer) throws IOException {
        state = new State.Ended();
        Reply reply;
        try (transfer) {
            reply = transfer.update();
        } catch (StorageException e) {
            server.log()
                    .error("pop3.storage", e, "client", connection.peerAddress().getHostAddress());
            reply = Reply.error(ResponseCode.SYS_TEMP, "some deleted messages not removed");
        }
        send(reply);
    }

    /// RFC 2449 §5-6, RFC 6856 §2.
    private void capabilities() throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER", "UTF8 USER"));
        if (state instanceof State.Authorization) {
            List<Mechanism> offered = server.login().offered(attempt());
            if (passwordsAllowed()) {
                lines.add("USER");
            }
            if (!offered.isEmpty()) {
                lines.add("SASL " + offered.stream().map(Mechanism::wireName).collect(Collectors.joining(" ")));
            }
            if (connection.tls().isEmpty() && server.tls().isPresent()) {
                lines.add("STLS");
            }
        }
        lines.add("IMPLEMENTATION Sekisho");
        sendList(Reply.ok("what I can do"), lines);
    }

    /// RFC 2595 §4. Nothing that was said before survives; what came in the same packet ends the session.
    private void startTls(State.Authorization before) throws IOException {
        Optional<TlsIdentity> identity = server.tls();
        if (connection.tls().isPresent() || identity.isEmpty()) {
            refuse(Reply.error("no TLS here"));
            return;
        }
        if (before.utf8) {
            refuse(Reply.error("STLS comes before UTF8")); // RFC 6856 §2.1
            return;
        }
        send(Reply.ok("begin TLS"));
        state = new State.Authorization(Optional.empty(), false);
        if (!server.secured(connection, identity.get())) {
            server.counters().count("pop3_stls_injections");
            server.log()
                    .warn(
                            "pop3.stls-injection",
                            "client",
                            connection.peerAddress().getHostAddress());
            state = new State.Ended();
        }
    }

    private boolean passwordsAllowed() {
        return connection.tls().isPresent()
                || server.settings().plainText().stream()
                        .anyMatch(network -> network.contains(connection.peerAddress()));
    }

    private Attempt attempt() {
        ChannelBindings bindings = connection.channelBindings();
        return new Attempt(
                connection.peerAddress(),
                service,
                passwordsAllowed(),
                new BoundChannel(bindings.exporter(), bindings.serverEndPoint()));
    }

    private void user(State.Authorization before, String name) throws IOException {
        if (!passwordsAllowed()) {
            refuse(Reply.error("begin TLS first"));
            return;
        }
        state = new State.Authorization(Optional.of(name), before.utf8);
        send(Reply.ok("and the password?")); // RFC 1939 §13: tells nobody who exists
    }

    private void pass(State.Authorization before, Secret password) throws IOException {
        if (before.user.isEmpty()) {
            refuse(Reply.error(passwordsAllowed() ? "USER comes first" : "begin TLS first"));
            return;
        }
        state = new State.Authorization(Optional.empty(), before.utf8);
        String user = before.user.get();
        conclude(server.login().authenticator().verifyPassword(attempt(), "", user, password));
    }

    private void listMechanisms() throws IOException {
        sendList(
                Reply.ok("mechanisms"),
                server.login().offered(attempt()).stream()
                        .map(Mechanism::wireName)
                        .toList());
    }

    /// RFC 5034 §4.
    private void auth(String mechanism, Optional<Secret> initial) throws IOException {
        Optional<SaslLogin.Conversation> begun = server.login().begin(attempt(), mechanism);
        if (begun.isEmpty()) {
            refuse(Reply.error(passwordsAllowed() ? "no such mechanism" : "begin TLS first"));
            return;
        }
        SaslLogin.Conversation conversation = begun.get();
        Step step = conversation.begin(initial.map(Pop3Session::initialResponse));
        while (step instanceof Step.Challenge(var octets)) {
            String line = "+ " + Base64.getEncoder().encodeToString(octets) + "\r\n";
            connection.write(line.getBytes(StandardCharsets.US_ASCII));
            byte[] response = connection.readCommand(CommandParser.MAX_LINE);
            if (response.length == 1 && response[0] == '*') {
                refuse(Reply.error("cancelled"));
                return;
            }
            step = conversation.next(decoded(response));
        }
        switch (step) {
            case Step.Done(var verdict) -> conclude(verdict);
            case Step.Malformed(var why) -> refuse(Reply.error(why));
            case Step.Challenge _ -> throw new IllegalStateException("still a challenge");
        }
    }

    private static byte[] initialResponse(Secret sent) {
        return sent.value().equals("=") ? new byte[0] : decoded(sent.value().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(byte[] response) {
        try {
            return Base64.getDecoder().decode(response);
        } catch (IllegalArgumentException _) {
            throw new SyntaxError("expected base64");
        }
    }

    /// RFC 3206: [AUTH] is the user's to mend, [SYS/TEMP] mends itself.
    private void conclude(Verdict verdict) throws IOException {
        switch (verdict) {
            case Verdict.LoggedIn(var login) -> open(login);
            case Verdict.Rejected _ -> reject(Reply.error(ResponseCode.AUTH, "wrong name or password"));
            case Verdict.SlowDown _ ->
                reject(Reply.error(ResponseCode.SYS_TEMP, "too many wrong passwords, try again later"));
            case Verdict.CouldNotAsk _ ->
                send(Reply.error(ResponseCode.SYS_TEMP, "cannot check passwords now, try again later"));
        }
    }

    private void open(Login login) throws IOException {
        Optional<Maildrop> maildrop = server.maildrops().open(login.account());
        if (maildrop.isEmpty()) {
            send(Reply.error(ResponseCode.IN_USE, "another session has the maildrop open"));
            return;
        }
        Transfer transfer = new Transfer(maildrop.get(), connection, server.log(), server.counters());
        state = new State.Transaction(login, transfer);
        server.log()
                .info(
                        "pop3.open",
                        "user",
                        login.user(),
                        "messages",
                        maildrop.get().messages());
        send(Reply.ok("maildrop has " + maildrop.get().left() + " messages"));
    }

    private void reject(Reply reply) throws IOException {
        send(reply);
        wrongPasswords++;
        if (wrongPasswords >= MAX_WRONG_PASSWORDS) {
            state = new State.Ended();
        }
    }

    private void answer(Optional<Reply> refusal) throws IOException {
        if (refusal.isPresent()) {
            refuse(refusal.get());
        }
    }

    private void refuse(Reply reply) throws IOException {
        send(reply);
        errors++;
        if (errors >= MAX_ERRORS) {
            server.log()
                    .info(
                            "pop3.too-many-errors",
                            "client",
                            connection.peerAddress().getHostAddress());
            endWithoutUpdate();
        }
    }

    private void endWithoutUpdate() {
        if (state instanceof State.Transaction(var _, var transfer)) {
            transfer.close();
        }
        state = new State.Ended();
    }

    private void send(Reply reply) throws IOException {
        connection.write(reply.octets());
    }

    private void sendList(Reply first, List<String> lines) throws IOException {
        send(first);
        for (String line : lines) {
            connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        connection.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
