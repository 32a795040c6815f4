package org.sekisho.imap.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.SaslLogin.Step;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.events.Secret;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.net.ChannelBindings;
import org.sekisho.net.Connection;
import org.sekisho.net.LineTooLong;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.Mechanism;

/// AUTHENTICATE and LOGIN (RFC 9051 §6.2.2, §6.2.3, RFC 4959). Used by one thread.
final class Authentication {
    /// Those that say more than PLAIN does are for old devices, and those do not read mail by IMAP.
    private static final Set<Mechanism> NOT_HERE = Set.of(Mechanism.LOGIN, Mechanism.CRAM_MD5);

    /// Octets of a line with a mechanism's response.
    private static final int MAX_RESPONSE = CommandInput.MAX_COMMAND_BEFORE_LOGIN;

    sealed interface Outcome {
        record Checked(Verdict verdict) implements Outcome {}

        record Refused(Completion why) implements Outcome {}
    }

    private final SaslLogin login;
    private final Connection connection;
    private final Output output;
    private final Service service;
    private final List<Network> plainText;

    Authentication(ImapServer server, Connection connection, Output output, Service service) {
        this.login = server.login();
        this.plainText = server.settings().plainText();
        this.connection = connection;
        this.output = output;
        this.service = service;
    }

    List<Mechanism> offered() {
        return login.offered(attempt()).stream()
                .filter(mechanism -> !NOT_HERE.contains(mechanism))
                .toList();
    }

    private boolean passwordsAllowed() {
        return connection.tls().isPresent()
                || plainText.stream().anyMatch(network -> network.contains(connection.peerAddress()));
    }

    private Attempt attempt() {
        ChannelBindings bindings = connection.channelBindings();
        return new Attempt(
                connection.peerAddress(),
                service,
                passwordsAllowed(),
                new BoundChannel(bindings.exporter(), bindings.serverEndPoint()));
    }

    Outcome login(Command.Login command) {
        if (!passwordsAllowed()) {
            return tlsFirst();
        }
        return new Outcome.Checked(
                login.authenticator().verifyPassword(attempt(), "", command.user(), command.password()));
    }

    /// RFC 5530 §3.
    private static Outcome tlsFirst() {
        return new Outcome.Refused(Completion.no(Plain.PRIVACYREQUIRED, "begin TLS first"));
    }

    Outcome authenticate(Command.Authenticate command) throws IOException {
        if (!passwordsAllowed()) {
            return tlsFirst();
        }
        Optional<SaslLogin.Conversation> begun =
                Mechanism.of(command.mechanism()).filter(NOT_HERE::contains).isPresent()
                        ? Optional.empty()
                        : login.begin(attempt(), command.mechanism());
        if (begun.isEmpty()) {
            return new Outcome.Refused(Completion.no("no such mechanism"));
        }
        try {
            return converse(begun.get(), command.initialResponse());
        } catch (LineTooLong _) {
            return new Outcome.Refused(Completion.bad(Plain.TOOBIG, "the response is too long"));
        } catch (IllegalArgumentException _) {
            return new Outcome.Refused(Completion.bad("expected base64"));
        }
    }

    private Outcome converse(SaslLogin.Conversation conversation, Optional<Secret> initial) throws IOException {
        Step step = conversation.begin(initial.map(Authentication::initialResponse));
        while (step instanceof Step.Challenge(var octets)) {
            output.responses().challenge(Base64.getEncoder().encodeToString(octets));
            output.drain();
            byte[] response = connection.readCommand(MAX_RESPONSE);
            if (response.length == 1 && response[0] == '*') {
                return new Outcome.Refused(Completion.bad("cancelled")); // RFC 9051 §6.2.2
            }
            step = conversation.next(Base64.getDecoder().decode(response));
        }
        return switch (step) {
            case Step.Done(var verdict) -> new Outcome.Checked(verdict);
            case Step.Malformed(var why) -> new Outcome.Refused(Completion.bad(why));
            case Step.Challenge _ -> throw new IllegalStateException("still a challenge");
        };
    }

    /// RFC 4959 §3: `=` stands for no octets.
    private static byte[] initialResponse(Secret sent) {
        return sent.value().equals("=")
                ? new byte[0]
                : Base64.getDecoder().decode(sent.value().getBytes(StandardCharsets.UTF_8));
    }
}
