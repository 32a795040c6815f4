package org.sekisho.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Exchange.Result;
import org.sekisho.sasl.Exchange.Step;

/// PLAIN (RFC 4616), LOGIN and CRAM-MD5 (RFC 2195), both sides; what is chosen as a client.
final class PasswordMechanismsTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Keys keys = new HeldKeys().with("tim", "main", "tanstaaftanstaaf");

    private Exchange server(Mechanism mechanism) {
        return Exchange.server(mechanism, keys, BoundChannel.NONE, "mx.example.test", RANDOM);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Result result(Step step) {
        return assertInstanceOf(Step.Done.class, step).result();
    }

    @Test
    void plainWithAndWithoutInitialResponse() {
        var expected = new Result.Password("tim", "tim@example.test", new Secret("tansta aftanstaaf"));
        byte[] message = octets("tim\0tim@example.test\0tansta aftanstaaf");
        assertEquals(expected, result(server(Mechanism.PLAIN).begin(Optional.of(message))));
        Exchange asked = server(Mechanism.PLAIN);
        assertEquals(
                0,
                assertInstanceOf(Step.Challenge.class, asked.begin(Optional.empty()))
                        .octets()
                        .length);
        assertEquals(expected, result(asked.next(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", "tim\0pass", "\0tim\0", "\0\0pass", "\0tim\0pass\0", "\0tim\0pa\0ss"})
    void plainRefusesWhatIsNoMessage(String message) {
        assertInstanceOf(Result.Malformed.class, result(server(Mechanism.PLAIN).begin(Optional.of(octets(message)))));
    }

    @Test
    void plainRefusesOtherThanUtf8AndEndlessMessages() {
        byte[] latin1 = {0, 't', 0, (byte) 0xe9};
        assertInstanceOf(Result.Malformed.class, result(server(Mechanism.PLAIN).begin(Optional.of(latin1))));
        byte[] endless = octets("\0tim\0" + "x".repeat(Exchange.MAX_RESPONSE));
        assertInstanceOf(Result.Malformed.class, result(server(Mechanism.PLAIN).begin(Optional.of(endless))));
    }

    @Test
    void loginAsksTwiceOrOnce() {
        var expected = new Result.Password("", "tim", new Secret("pass"));
        Exchange twice = server(Mechanism.LOGIN);
        twice.begin(Optional.empty());
        assertInstanceOf(Step.Challenge.class, twice.next(octets("tim")));
        assertEquals(expected, result(twice.next(octets("pass"))));
        Exchange once = server(Mechanism.LOGIN);
        assertInstanceOf(Step.Challenge.class, once.begin(Optional.of(octets("tim"))));
        assertEquals(expected, result(once.next(octets("pass"))));
    }

    /// RFC 2195 §2.
    @Test
    void hmacOfTheRfc() {
        var key = HmacMd5.of(octets("tanstaaftanstaaf"));
        assertEquals(16, key.inner().length);
        assertEquals(
                "b913a602c7eda7a495b4e6e7334d3890",
                HexFormat.of().formatHex(key.of("<1896.697170952@postoffice.reston.mci.net>")));
    }

    /// RFC 2202 §2, case 6: a key longer than a block.
    @Test
    void hmacWithALongKey() {
        byte[] key = new byte[80];
        java.util.Arrays.fill(key, (byte) 0xaa);
        assertEquals(
                "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
                HexFormat.of().formatHex(HmacMd5.of(key).of("Test Using Larger Than Block-Size Key - Hash Key First")));
    }

    @Test
    void cramMd5BothSides() {
        for (String password : List.of("tanstaaftanstaaf", "wrong")) {
            Exchange server = server(Mechanism.CRAM_MD5);
            var client = ClientExchange.of(Mechanism.CRAM_MD5, "tim", new Secret(password), RANDOM)
                    .orElseThrow();
            byte[] challenge = assertInstanceOf(Step.Challenge.class, server.begin(client.initialResponse()))
                    .octets();
            byte[] answer = assertInstanceOf(ClientExchange.Reply.Send.class, client.next(challenge))
                    .octets();
            Result expected = password.equals("wrong")
                    ? new Result.WrongProof("tim", "wrong digest")
                    : new Result.Proof("", "tim", "main");
            assertEquals(expected, result(server.next(answer)));
        }
    }

    @Test
    void cramMd5NeverAsksTheSameTwice() {
        byte[] one = ((Step.Challenge) server(Mechanism.CRAM_MD5).begin(Optional.empty())).octets();
        byte[] two = ((Step.Challenge) server(Mechanism.CRAM_MD5).begin(Optional.empty())).octets();
        assertTrue(!java.util.Arrays.equals(one, two));
        assertInstanceOf(
                Result.Malformed.class, result(server(Mechanism.CRAM_MD5).begin(Optional.of(one))));
    }

    @Test
    void clientsShowThePasswordOnlyUnderTlsAndIfNothingElseIsThere() {
        var all = List.of("LOGIN", "PLAIN", "CRAM-MD5", "GSSAPI");
        assertEquals(Optional.of(Mechanism.CRAM_MD5), chosen(all, true));
        assertEquals(Optional.of(Mechanism.PLAIN), chosen(List.of("login", "plain"), true));
        assertEquals(Optional.of(Mechanism.LOGIN), chosen(List.of("LOGIN"), true));
        assertEquals(Optional.empty(), chosen(List.of("LOGIN", "PLAIN"), false));
        assertEquals(Optional.of(Mechanism.CRAM_MD5), chosen(all, false));
    }

    private static Optional<Mechanism> chosen(List<String> offered, boolean tls) {
        return ClientExchange.choose(offered, tls, "tim", new Secret("pass"), RANDOM)
                .map(ClientExchange::mechanism);
    }

    @Test
    void plainAndLoginAsClients() {
        var plain = ClientExchange.of(Mechanism.PLAIN, "tim", new Secret("pass"), RANDOM)
                .orElseThrow();
        assertArrayEquals(octets("\0tim\0pass"), plain.initialResponse().orElseThrow());
        assertInstanceOf(ClientExchange.Reply.Abort.class, plain.next(new byte[0]));
        var login = ClientExchange.of(Mechanism.LOGIN, "tim", new Secret("pass"), RANDOM)
                .orElseThrow();
        Exchange server = server(Mechanism.LOGIN);
        Step step = server.begin(login.initialResponse());
        while (step instanceof Step.Challenge(byte[] challenge)) {
            step = server.next(((ClientExchange.Reply.Send) login.next(challenge)).octets());
        }
        assertEquals(new Result.Password("", "tim", new Secret("pass")), result(step));
    }
}
