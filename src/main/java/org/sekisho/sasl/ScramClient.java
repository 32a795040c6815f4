package org.sekisho.sasl;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sekisho.events.Secret;

/// SCRAM-SHA-256, the client's side, without channel binding. RFC 5802, 7677.
final class ScramClient implements ClientExchange {
    private static final String GS2_HEADER = "n,,";

    private final Secret password;
    private final String nonce;
    private final String firstBare;
    private Phase phase = new Phase.First();

    private sealed interface Phase {
        record First() implements Phase {}

        /// @param signature what the server must show
        record Proved(byte[] signature) implements Phase {}

        record ServerProved() implements Phase {}

        record Failed() implements Phase {}
    }

    ScramClient(String user, Secret password, String nonce) {
        this.password = new Secret(Prepared.query(password.value()).orElse(password.value()));
        this.nonce = nonce;
        this.firstBare = "n=" + Scram.escaped(Prepared.query(user).orElse(user)) + ",r=" + nonce;
    }

    @Override
    public Mechanism mechanism() {
        return Mechanism.SCRAM_SHA_256;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.of(Text.octets(GS2_HEADER + firstBare));
    }

    @Override
    public Reply next(byte[] challenge) {
        Phase current = phase;
        phase = new Phase.Failed();
        String text = Text.read(challenge).orElse("");
        return switch (current) {
            case Phase.First() -> prove(text);
            case Phase.Proved(var signature) -> check(text, signature);
            case Phase.ServerProved(), Phase.Failed() -> new Reply.Abort("the exchange is over");
        };
    }

    private Reply prove(String serverFirst) {
        Optional<List<String>> parts = Scram.attributes(serverFirst, "rsi");
        Optional<byte[]> salt = parts.flatMap(values -> Scram.base64(values.get(1)));
        OptionalInt iterations = iterations(parts.map(List::getLast).orElse(""));
        if (parts.isEmpty() || salt.isEmpty() || iterations.isEmpty()) {
            return new Reply.Abort("expected r=nonce,s=salt,i=iterations");
        }
        String whole = parts.get().getFirst();
        if (!whole.startsWith(nonce) || whole.length() == nonce.length() || !Scram.isNonce(whole)) {
            return new Reply.Abort("the server did not add to our nonce"); // RFC 5802 §5.1
        }
        String withoutProof = "c=" + Scram.base64(Text.octets(GS2_HEADER)) + ",r=" + whole;
        byte[] message = Text.octets(firstBare + "," + serverFirst + "," + withoutProof);
        byte[] salted = Scram.saltedPassword(password.value(), salt.get(), iterations.getAsInt());
        byte[] clientKey = Scram.hmac(salted, Text.octets("Client Key"));
        byte[] proof = Scram.xor(clientKey, Scram.hmac(Scram.digest(clientKey), message));
        phase = new Phase.Proved(Scram.hmac(Scram.hmac(salted, Text.octets("Server Key")), message));
        return new Reply.Send(Text.octets(withoutProof + ",p=" + Scram.base64(proof)));
    }

    private static OptionalInt iterations(String text) {
        if (text.isEmpty() || text.length() > 7 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(text);
        return value < 1 || value > Scram.MAX_ITERATIONS ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private Reply check(String serverFinal, byte[] signature) {
        if (serverFinal.startsWith("e=")) {
            return new Reply.Abort("the server says: " + serverFinal.substring(2));
        }
        Optional<byte[]> shown = Scram.attributes(serverFinal, "v").flatMap(values -> Scram.base64(values.getFirst()));
        if (shown.isEmpty() || !Text.same(shown.get(), signature)) {
            return new Reply.Abort("the server does not know the password: it is not the one we want");
        }
        phase = new Phase.ServerProved();
        return new Reply.Send(new byte[0]);
    }

    @Override
    public boolean isComplete() {
        return phase instanceof Phase.ServerProved;
    }
}
