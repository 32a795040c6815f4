package org.sekisho.sasl;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// CRAM-MD5: an HMAC over a challenge that is never used twice. RFC 2195.
final class CramMd5Exchange implements Exchange {
    private static final HmacMd5 NOBODY = HmacMd5.of(new byte[0]);

    private final Keys keys;
    private final String challenge;

    CramMd5Exchange(Keys keys, String host, SecureRandom random) {
        this.keys = keys;
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        this.challenge = "<" + HexFormat.of().formatHex(nonce) + "@" + host + ">";
    }

    @Override
    public Step begin(Optional<byte[]> initialResponse) {
        if (initialResponse.isPresent()) {
            return Exchange.malformed("CRAM-MD5 has no initial response"); // RFC 4422 §5, server first
        }
        return new Step.Challenge(Text.octets(challenge));
    }

    @Override
    public Step next(byte[] response) {
        String text = response.length > MAX_RESPONSE ? "" : Text.read(response).orElse("");
        int space = text.lastIndexOf(' ');
        if (space < 1) {
            return Exchange.malformed("expected a name, a space and a digest");
        }
        String user = text.substring(0, space);
        byte[] digest = Text.octets(text.substring(space + 1));
        return new Step.Done(
                switch (keys.cramMd5(user)) {
                    case Keys.Answer.Found<List<Keys.CramKey>>(var candidates) -> compare(user, digest, candidates);
                    case Keys.Answer.SlowDown<List<Keys.CramKey>>(var retryAfter) -> new Result.SlowDown(retryAfter);
                    case Keys.Answer.CouldNotAsk<List<Keys.CramKey>>(var why) -> new Result.CouldNotAsk(why);
                });
    }

    private Result compare(String user, byte[] digest, List<Keys.CramKey> candidates) {
        Text.same(expected(NOBODY), digest); // so that a name without keys takes as long as one with
        for (Keys.CramKey candidate : candidates) {
            if (Text.same(expected(candidate.key()), digest)) {
                return new Result.Proof("", user, candidate.credential());
            }
        }
        return new Result.WrongProof(user, candidates.isEmpty() ? "no CRAM-MD5 for this name" : "wrong digest");
    }

    private byte[] expected(HmacMd5 key) {
        return Text.octets(HexFormat.of().formatHex(key.of(challenge)));
    }
}
