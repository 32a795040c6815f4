package org.sekisho.sasl;

import java.util.Optional;
import org.sekisho.events.Secret;

/// PLAIN: `[authzid] NUL authcid NUL passwd`. RFC 4616 §2.
final class PlainExchange implements Exchange {
    @Override
    public Step begin(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::next).orElseGet(() -> new Step.Challenge(new byte[0]));
    }

    @Override
    public Step next(byte[] response) {
        if (response.length > MAX_RESPONSE) {
            return Exchange.malformed("the response is too long");
        }
        Optional<String> message = Text.read(response);
        if (message.isEmpty()) {
            return Exchange.malformed("not UTF-8");
        }
        String[] parts = message.get().split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return Exchange.malformed("expected [authzid] NUL authcid NUL passwd");
        }
        return new Step.Done(new Result.Password(parts[0], parts[1], new Secret(parts[2])));
    }
}
