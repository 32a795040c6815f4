package org.sekisho.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.net.Connection;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.Reply;

/// One AUTH command. RFC 4954 §4.
final class AuthDialogue {
    /// How it ended.
    sealed interface Outcome {
        record LoggedIn(Login login) implements Outcome {}

        /// @param wasGuess a wrong password, of which a session may try a few only
        record Refused(Reply reply, boolean wasGuess) implements Outcome {}
    }

    private static final int MAX_LINE = 12_288; // octets; RFC 4954 §4.2
    private static final byte[] CANCEL = {'*'};

    private final Connection connection;

    AuthDialogue(Connection connection) {
        this.connection = connection;
    }

    Outcome run(SaslLogin sasl, Attempt attempt, Command.Auth command) throws IOException {
        var begun = sasl.begin(attempt, command.mechanism());
        if (begun.isEmpty()) {
            return refused(Replies.UNKNOWN_MECHANISM);
        }
        var conversation = begun.get();
        try {
            SaslLogin.Step step = conversation.begin(command.initialResponse().map(AuthDialogue::initial));
            while (step instanceof SaslLogin.Step.Challenge(var octets)) {
                challenge(octets);
                byte[] line = connection.readLine(MAX_LINE);
                if (Arrays.equals(line, CANCEL)) {
                    return refused(Replies.AUTH_CANCELLED);
                }
                step = conversation.next(Base64.getDecoder().decode(line));
            }
            return outcome(step);
        } catch (IllegalArgumentException _) { // of the decoder: RFC 4954 §4
            return refused(Replies.NOT_BASE64);
        }
    }

    private static byte[] initial(String response) {
        return response.equals("=") ? new byte[0] : Base64.getDecoder().decode(response);
    }

    private void challenge(byte[] octets) throws IOException {
        String line = "334 " + Base64.getEncoder().encodeToString(octets) + "\r\n";
        connection.write(line.getBytes(StandardCharsets.US_ASCII));
    }

    private static Outcome outcome(SaslLogin.Step step) {
        return switch (step) {
            case SaslLogin.Step.Challenge _ -> throw new IllegalStateException("not an end");
            case SaslLogin.Step.Malformed _ -> refused(Reply.of(501, "5.5.2", "not what the mechanism allows"));
            case SaslLogin.Step.Done(var verdict) ->
                switch (verdict) {
                    case Verdict.LoggedIn(var login) -> new Outcome.LoggedIn(login);
                    case Verdict.Rejected _ -> new Outcome.Refused(Replies.AUTH_FAILED, true);
                    case Verdict.SlowDown _ -> new Outcome.Refused(Replies.AUTH_LATER, true);
                    case Verdict.CouldNotAsk _ -> refused(Replies.AUTH_LATER);
                };
        };
    }

    private static Outcome refused(Reply reply) {
        return new Outcome.Refused(reply, false);
    }
}
