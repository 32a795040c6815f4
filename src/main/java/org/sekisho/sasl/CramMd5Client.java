package org.sekisho.sasl;

import java.util.HexFormat;
import java.util.Optional;
import org.sekisho.events.Secret;

/// CRAM-MD5. RFC 2195.
final class CramMd5Client implements ClientExchange {
    private final String user;
    private final Secret password;
    private boolean answered;

    CramMd5Client(String user, Secret password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public Mechanism mechanism() {
        return Mechanism.CRAM_MD5;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.empty();
    }

    @Override
    public Reply next(byte[] challenge) {
        Optional<String> text = Text.read(challenge);
        if (answered || text.isEmpty() || text.get().isEmpty()) {
            return new Reply.Abort("expected one challenge");
        }
        answered = true;
        byte[] digest = HmacMd5.of(Text.octets(password.value())).of(text.get());
        return new Reply.Send(Text.octets(user + " " + HexFormat.of().formatHex(digest)));
    }

    @Override
    public boolean isComplete() {
        return answered;
    }
}
