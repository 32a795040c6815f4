package org.sekisho.sasl;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Secret;

/// LOGIN: the user name, then the password, each asked for. draft-murchison-sasl-login; some clients send the
/// name at once.
final class LoginExchange implements Exchange {
    private static final byte[] ASK_USER = Text.octets("User Name\0");
    private static final byte[] ASK_PASSWORD = Text.octets("Password\0");

    private @Nullable String user;

    @Override
    public Step begin(Optional<byte[]> initialResponse) {
        return initialResponse.filter(name -> name.length > 0).map(this::next).orElseGet(() -> ask(ASK_USER));
    }

    private static Step ask(byte[] challenge) {
        return new Step.Challenge(challenge.clone());
    }

    @Override
    public Step next(byte[] response) {
        Optional<String> text = response.length > MAX_RESPONSE ? Optional.empty() : Text.read(response);
        if (text.isEmpty() || text.get().isEmpty() || text.get().indexOf('\0') >= 0) {
            return Exchange.malformed("expected a name or password in UTF-8");
        }
        if (user == null) {
            user = text.get();
            return ask(ASK_PASSWORD);
        }
        return new Step.Done(new Result.Password("", user, new Secret(text.get())));
    }
}
