package org.sekisho.sasl;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SCRAM-SHA-256 and its -PLUS variant, the server's side. RFC 5802, 7677; channel bindings by RFC 9266 and 5929.
final class ScramExchange implements Exchange {
    private final Keys keys;
    private final BoundChannel channel;
    private final boolean plus;
    private final SecureRandom random;
    private Phase phase = new Phase.First();

    private sealed interface Phase {
        record First() implements Phase {}

        /// @param messages those exchanged so far, of which the proof is made
        record Final(Opening opening, String nonce, Keys.ScramKeys keys, String messages) implements Phase {}

        /// The proof was good and our signature is sent: the client says that it has seen it, with nothing.
        record Signed(Result.Proof proof) implements Phase {}

        record Over() implements Phase {}
    }

    /// What the client's first message says.
    /// @param gs2Header with its last comma, as the client must repeat it in `c=`
    private record Opening(
            String gs2Header, byte[] binding, String authorizationId, String user, String nonce, String bare) {}

    ScramExchange(Keys keys, BoundChannel channel, boolean plus, SecureRandom random) {
        this.keys = keys;
        this.channel = channel;
        this.plus = plus;
        this.random = random;
    }

    @Override
    public Step begin(Optional<byte[]> initialResponse) {
        return initialResponse
                .filter(response -> response.length > 0)
                .map(this::next)
                .orElseGet(() -> new Step.Challenge(new byte[0]));
    }

    @Override
    public Step next(byte[] response) {
        Optional<String> message = response.length > MAX_RESPONSE ? Optional.empty() : Text.read(response);
        Phase current = phase;
        phase = new Phase.Over();
        if (message.isEmpty()) {
            return Exchange.malformed("not UTF-8, or too long");
        }
        return switch (current) {
            case Phase.First() -> first(message.get());
            case Phase.Final last -> proof(last, message.get());
            case Phase.Signed(var proof) ->
                message.get().isEmpty() ? new Step.Done(proof) : Exchange.malformed("expected an empty response");
            case Phase.Over() -> Exchange.malformed("the exchange is over");
        };
    }

    private Step first(String message) {
        // gs2-header = gs2-cbind-flag "," [ "a=" saslname ] ","
        int one = message.indexOf(',');
        int two = message.indexOf(',', one + 1);
        if (two < 0) {
            return Exchange.malformed("expected a GS2 header");
        }
        String flag = message.substring(0, one);
        String authorization = message.substring(one + 1, two);
        String bare = message.substring(two + 1);
        Optional<byte[]> binding = binding(flag);
        if (binding.isEmpty()) {
            return new Step.Done(new Result.WrongProof("", unbound(flag)));
        }
        Optional<String> authorizationId = authorization.isEmpty()
                ? Optional.of("")
                : Optional.of(authorization)
                        .filter(text -> text.startsWith("a="))
                        .flatMap(text -> Scram.unescaped(text.substring(2)));
        Optional<List<String>> parts = Scram.attributes(bare, "nr"); // "m=" in front is refused, RFC 5802 §5.1
        Optional<String> user = parts.flatMap(values -> Scram.unescaped(values.getFirst()));
        if (authorizationId.isEmpty()
                || parts.isEmpty()
                || user.isEmpty()
                || !Scram.isNonce(parts.get().get(1))) {
            return Exchange.malformed("expected n=name,r=nonce");
        }
        String header = message.substring(0, two + 1);
        return challenge(new Opening(
                header,
                binding.get(),
                authorizationId.get(),
                user.get(),
                parts.get().get(1),
                bare));
    }

    /// What the client must repeat behind the GS2 header; empty when its flag does not fit the mechanism.
    /// RFC 5802 §6: "y" means "you did not offer -PLUS"; when we did, somebody took it out on the way.
    private Optional<byte[]> binding(String flag) {
        if (flag.startsWith("p=")) {
            return plus ? channel.value(flag.substring(2)) : Optional.empty();
        }
        boolean fits = !plus && (flag.equals("n") || (flag.equals("y") && channel.isEmpty()));
        return fits ? Optional.of(new byte[0]) : Optional.empty();
    }

    private String unbound(String flag) {
        if (flag.equals("y") && !plus) {
            return "downgrade: the client did not see that channel binding is offered";
        }
        return plus ? "no or unknown channel binding" : "channel binding flag does not fit the mechanism";
    }

    private Step challenge(Opening opening) {
        Optional<String> user = Prepared.query(opening.user());
        if (user.isEmpty()) {
            return new Step.Done(new Result.WrongProof(opening.user(), "the name is not allowed by SASLprep"));
        }
        return switch (keys.scram(user.get())) {
            case Keys.Answer.Found<Keys.ScramKeys>(var found) -> {
                String nonce = opening.nonce() + Scram.nonce(random);
                String serverFirst = "r=" + nonce + ",s=" + Scram.base64(found.salt()) + ",i=" + found.iterations();
                phase = new Phase.Final(opening, nonce, found, opening.bare() + "," + serverFirst);
                yield new Step.Challenge(Text.octets(serverFirst));
            }
            case Keys.Answer.SlowDown<Keys.ScramKeys>(var retryAfter) -> new Step.Done(new Result.SlowDown(retryAfter));
            case Keys.Answer.CouldNotAsk<Keys.ScramKeys>(var why) -> new Step.Done(new Result.CouldNotAsk(why));
        };
    }

    private Step proof(Phase.Final last, String message) {
        int comma = message.lastIndexOf(",p=");
        Optional<List<String>> parts = Scram.attributes(message, "cr");
        Optional<byte[]> proof = comma < 0 ? Optional.empty() : Scram.base64(message.substring(comma + 3));
        if (parts.isEmpty() || proof.isEmpty() || proof.get().length != Scram.KEY_OCTETS) {
            return Exchange.malformed("expected c=binding,r=nonce,p=proof");
        }
        String user = last.opening().user();
        String authenticated = last.messages() + "," + message.substring(0, comma);
        Optional<Keys.ScramKey> key = matching(last.keys(), proof.get(), authenticated);
        Optional<byte[]> bound = Scram.base64(parts.get().getFirst());
        if (bound.isEmpty() || !Text.same(expectedBinding(last.opening()), bound.get())) {
            return new Step.Done(new Result.WrongProof(user, "channel binding does not match"));
        }
        if (!Text.same(Text.octets(last.nonce()), Text.octets(parts.get().get(1)))) {
            return new Step.Done(new Result.WrongProof(user, "wrong nonce"));
        }
        if (key.isEmpty()) {
            return new Step.Done(
                    new Result.WrongProof(user, last.keys().candidates().isEmpty() ? "no keys" : "proof"));
        }
        phase = new Phase.Signed(new Result.Proof(
                last.opening().authorizationId(), user, key.get().credential()));
        byte[] signature = Scram.hmac(key.get().serverKey(), Text.octets(authenticated));
        return new Step.Challenge(Text.octets("v=" + Scram.base64(signature)));
    }

    /// The credential whose StoredKey this proof shows: ClientKey = ClientProof XOR HMAC(StoredKey, AuthMessage).
    private static Optional<Keys.ScramKey> matching(Keys.ScramKeys keys, byte[] proof, String authenticated) {
        byte[] message = Text.octets(authenticated);
        Scram.digest(Scram.hmac(new byte[Scram.KEY_OCTETS], message)); // a name without keys takes as long
        Keys.@Nullable ScramKey match = null;
        for (Keys.ScramKey candidate : keys.candidates()) {
            byte[] clientKey = Scram.xor(proof, Scram.hmac(candidate.storedKey(), message));
            if (Text.same(Scram.digest(clientKey), candidate.storedKey())) {
                match = candidate;
            }
        }
        return Optional.ofNullable(match);
    }

    private static byte[] expectedBinding(Opening opening) {
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(Text.octets(opening.gs2Header()));
        expected.writeBytes(opening.binding());
        return expected.toByteArray();
    }
}
