package org.sekisho.sasl;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.sekisho.events.Secret;

/// PLAIN (RFC 4616) and LOGIN: says what it has to say, in order, whatever the server writes into its questions.
final class PasswordClient implements ClientExchange {
    private final Mechanism mechanism;
    private final Optional<byte[]> initialResponse;
    private final Queue<byte[]> answers;

    private PasswordClient(Mechanism mechanism, Optional<byte[]> initialResponse, List<byte[]> answers) {
        this.mechanism = mechanism;
        this.initialResponse = initialResponse;
        this.answers = new ArrayDeque<>(answers);
    }

    static PasswordClient plain(String user, Secret password) {
        byte[] message = Text.octets("\0" + user + "\0" + password.value());
        return new PasswordClient(Mechanism.PLAIN, Optional.of(message), List.of());
    }

    static PasswordClient login(String user, Secret password) {
        return new PasswordClient(
                Mechanism.LOGIN, Optional.empty(), List.of(Text.octets(user), Text.octets(password.value())));
    }

    @Override
    public Mechanism mechanism() {
        return mechanism;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return initialResponse;
    }

    @Override
    public Reply next(byte[] challenge) {
        byte[] answer = answers.poll();
        return answer == null
                ? new Reply.Abort("the server asks more than " + mechanism + " has")
                : new Reply.Send(answer);
    }

    @Override
    public boolean isComplete() {
        return answers.isEmpty();
    }
}
