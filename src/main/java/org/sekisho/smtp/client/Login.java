package org.sekisho.smtp.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import org.sekisho.sasl.ClientExchange;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.client.Failure.Scope;

/// Our AUTH at a smarthost. RFC 4954. Whatever goes wrong is temporary: a changed password of ours must not
/// bounce anybody's mail.
final class Login {
    private static final int MAX_LINE = 512; // octets, CRLF included; RFC 4954 §4: longer ones wait for a challenge
    private static final int MAX_CHALLENGES = 10;

    private final Wire wire;
    private final Terms.Credentials credentials;
    private final Duration timeout;
    private final SecureRandom random;

    Login(Wire wire, Terms.Credentials credentials, Duration timeout, SecureRandom random) {
        this.wire = wire;
        this.credentials = credentials;
        this.timeout = timeout;
        this.random = random;
    }

    /// Tries the mechanisms both sides know, the best first: some servers offer more than they have keys for.
    /// @param mayShowPassword the way is private
    Optional<Failure> run(Collection<String> offered, boolean mayShowPassword) throws IOException {
        var left = new ArrayList<>(offered);
        Optional<Failure> last = Optional.of(Failure.temporary(
                Scope.HOST,
                "4.7.0",
                wire.hop() + " offers no way to log in that may be used " + (mayShowPassword ? "" : "without TLS ")
                        + "(offered: " + String.join(" ", offered) + ")"));
        while (true) {
            var exchange =
                    ClientExchange.choose(left, mayShowPassword, credentials.user(), credentials.password(), random);
            if (exchange.isEmpty()) {
                return last;
            }
            last = attempt(exchange.get());
            if (last.isEmpty()
                    || last.get().reply().filter(reply -> reply.isPermanent()).isEmpty()) {
                return last;
            }
            String tried = exchange.get().mechanism().wireName();
            left.removeIf(tried::equalsIgnoreCase);
        }
    }

    private Optional<Failure> attempt(ClientExchange exchange) throws IOException {
        String command = "AUTH " + exchange.mechanism().wireName();
        Optional<byte[]> unsent = exchange.initialResponse();
        if (unsent.isPresent()) {
            String text = base64(unsent.get());
            String whole = command + " " + (text.isEmpty() ? "=" : text);
            if (whole.length() + 2 <= MAX_LINE) {
                command = whole;
                unsent = Optional.empty();
            }
        }
        Reply reply = wire.ask(command, timeout);
        for (int challenges = 0; reply.code() == 334 && challenges < MAX_CHALLENGES; challenges++) {
            Optional<byte[]> answer = unsent.isPresent() ? unsent : answer(exchange, reply);
            unsent = Optional.empty();
            reply = wire.ask(answer.map(Login::base64).orElse("*"), timeout); // RFC 4954 §4: "*" gives up
        }
        if (reply.isPositive() && exchange.isComplete()) {
            return Optional.empty();
        }
        if (reply.isPositive()) {
            throw new IOException("the server did not prove that it knows the password"); // RFC 5802 §5
        }
        if (reply.isIntermediate()) {
            throw new IOException("more challenges than any mechanism has");
        }
        return Optional.of(wire.failure(Scope.HOST, reply, "AUTH").softened());
    }

    private static Optional<byte[]> answer(ClientExchange exchange, Reply challenge) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(challenge.lines().getFirst().strip());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return switch (exchange.next(octets)) {
            case ClientExchange.Reply.Send(var answer) -> Optional.of(answer);
            case ClientExchange.Reply.Abort(var why) -> Optional.empty();
        };
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
