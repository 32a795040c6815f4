package org.sekisho.sasl;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.events.Secret;

/// One SASL exchange on the client's side (RFC 4422 §3): our log-in at a smarthost. A value machine: no I/O, no
/// base64. Used by one thread.
public interface ClientExchange {
    Mechanism mechanism();

    /// What to send with the mechanism's name, if the protocol has room for it; else as the answer to the first,
    /// empty challenge. Empty for mechanisms in which the server speaks first.
    Optional<byte[]> initialResponse();

    Reply next(byte[] challenge);

    /// Whether the server's yes may be believed: false as long as a mechanism that proves the server as well has
    /// not seen that proof (RFC 5802 §5).
    boolean isComplete();

    sealed interface Reply {
        record Send(byte[] octets) implements Reply {}

        /// Send `*` and give up: the server does not keep to the mechanism, or is not who it says.
        record Abort(String why) implements Reply {}
    }

    /// The best mechanism both sides have: one that does not show the password first; PLAIN and LOGIN only under
    /// TLS.
    /// @param offered names as the server wrote them
    static Optional<ClientExchange> choose(
            Collection<String> offered, boolean tls, String user, Secret password, SecureRandom random) {
        List<Mechanism> known =
                offered.stream().map(Mechanism::of).flatMap(Optional::stream).toList();
        return Stream.of(Mechanism.SCRAM_SHA_256, Mechanism.CRAM_MD5, Mechanism.PLAIN, Mechanism.LOGIN)
                .filter(known::contains)
                .filter(mechanism -> tls || !mechanism.showsPassword())
                .map(mechanism -> of(mechanism, user, password, random))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// @return empty for SCRAM-SHA-256-PLUS, which we do not speak as a client
    static Optional<ClientExchange> of(Mechanism mechanism, String user, Secret password, SecureRandom random) {
        return switch (mechanism) {
            case PLAIN -> Optional.of(PasswordClient.plain(user, password));
            case LOGIN -> Optional.of(PasswordClient.login(user, password));
            case CRAM_MD5 -> Optional.of(new CramMd5Client(user, password));
            case SCRAM_SHA_256 -> Optional.of(new ScramClient(user, password, Scram.nonce(random)));
            case SCRAM_SHA_256_PLUS -> Optional.empty();
        };
    }
}
