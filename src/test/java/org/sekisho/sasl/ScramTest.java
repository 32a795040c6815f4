package org.sekisho.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Exchange.Result;
import org.sekisho.sasl.Exchange.Step;

/// SCRAM-SHA-256 on both sides: RFC 5802, RFC 7677; against its example and against another implementation.
final class ScramTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] EXPORTER = "exported keying material, 32 oct".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END_POINT = "hash of the server's certificate".getBytes(StandardCharsets.UTF_8);
    private static final BoundChannel CHANNEL = new BoundChannel(Optional.of(EXPORTER), Optional.of(END_POINT));

    private final HeldKeys keys = new HeldKeys()
            .with("alice@example.test", "main", "pencil")
            .with("alice@example.test", "phone", "abcde-fghij-kmnpq-rstuv");

    private Exchange server(Mechanism mechanism, BoundChannel channel) {
        return Exchange.server(mechanism, keys, channel, "mx.example.test", RANDOM);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String challenge(Step step) {
        return new String(assertInstanceOf(Step.Challenge.class, step).octets(), StandardCharsets.UTF_8);
    }

    private static Result result(Step step) {
        return assertInstanceOf(Step.Done.class, step).result();
    }

    /// Runs the other implementation's client against our server.
    private static Result run(ScramClient client, Exchange server, UnaryOperator<String> finalMessage)
            throws Exception {
        Step step = server.begin(Optional.of(octets(client.clientFirstMessage().toString())));
        if (!(step instanceof Step.Challenge)) {
            return result(step);
        }
        client.serverFirstMessage(challenge(step));
        step = server.next(octets(finalMessage.apply(client.clientFinalMessage().toString())));
        if (!(step instanceof Step.Challenge)) {
            return result(step);
        }
        client.serverFinalMessage(challenge(step));
        return result(server.next(new byte[0]));
    }

    private static ScramClient.FinalBuildStage builder(String user, String password, String... mechanisms) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(mechanisms))
                .username(user)
                .password(password.toCharArray());
    }

    @Nested
    class Server {
        @Test
        void letsTheRightPasswordIn() throws Exception {
            var client =
                    builder("alice@example.test", "pencil", "SCRAM-SHA-256").build();
            assertEquals(
                    new Result.Proof("", "alice@example.test", "main"),
                    run(client, server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE), UnaryOperator.identity()));
        }

        @Test
        void findsWhichOfSeveralCredentialsItWas() throws Exception {
            var client = builder("alice@example.test", "abcde-fghij-kmnpq-rstuv", "SCRAM-SHA-256")
                    .build();
            assertEquals(
                    new Result.Proof("", "alice@example.test", "phone"),
                    run(client, server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE), UnaryOperator.identity()));
        }

        @Test
        void refusesAWrongPasswordAndAnUnknownUserAlike() throws Exception {
            for (String user : List.of("alice@example.test", "nobody@example.test")) {
                var client = builder(user, "guess", "SCRAM-SHA-256").build();
                var wrong = assertInstanceOf(
                        Result.WrongProof.class,
                        run(client, server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE), UnaryOperator.identity()));
                assertEquals(user, wrong.user());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tls-exporter", "tls-server-end-point"})
        void bindsToTheChannel(String type) throws Exception {
            byte[] value = type.equals("tls-exporter") ? EXPORTER : END_POINT;
            var client = builder("alice@example.test", "pencil", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")
                    .channelBinding(type, value)
                    .build();
            assertEquals("SCRAM-SHA-256-PLUS", client.getScramMechanism().getName());
            assertInstanceOf(
                    Result.Proof.class,
                    run(client, server(Mechanism.SCRAM_SHA_256_PLUS, CHANNEL), UnaryOperator.identity()));
        }

        @Test
        void refusesAnotherChannel() throws Exception {
            var client = builder("alice@example.test", "pencil", "SCRAM-SHA-256-PLUS")
                    .channelBinding("tls-exporter", octets("the one with the man in the middle"))
                    .build();
            assertEquals(
                    new Result.WrongProof("alice@example.test", "channel binding does not match"),
                    run(client, server(Mechanism.SCRAM_SHA_256_PLUS, CHANNEL), UnaryOperator.identity()));
        }

        /// RFC 5802 §6: a client that could bind and did not see our offer says so.
        @Test
        void noticesThatItsOfferWasTakenOut() throws Exception {
            var client = builder("alice@example.test", "pencil", "SCRAM-SHA-256")
                    .channelBinding("tls-exporter", EXPORTER)
                    .build();
            var wrong = assertInstanceOf(
                    Result.WrongProof.class,
                    run(client, server(Mechanism.SCRAM_SHA_256, CHANNEL), UnaryOperator.identity()));
            assertTrue(wrong.why().startsWith("downgrade"), wrong.why());
        }

        @Test
        void believesThatFlagWhereItOffersNoBinding() throws Exception {
            var client = builder("alice@example.test", "pencil", "SCRAM-SHA-256")
                    .channelBinding("tls-exporter", EXPORTER)
                    .build();
            assertInstanceOf(
                    Result.Proof.class,
                    run(client, server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE), UnaryOperator.identity()));
        }

        @Test
        void refusesAnotherNonce() throws Exception {
            var client =
                    builder("alice@example.test", "pencil", "SCRAM-SHA-256").build();
            var wrong = assertInstanceOf(
                    Result.WrongProof.class,
                    run(
                            client,
                            server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE),
                            message -> message.replace(",p=", "x,p=")));
            assertEquals("wrong nonce", wrong.why());
        }

        @Test
        void refusesTheGs2HeaderOfAnotherExchange() throws Exception {
            var client =
                    builder("alice@example.test", "pencil", "SCRAM-SHA-256").build();
            var wrong = assertInstanceOf(
                    Result.WrongProof.class,
                    run(
                            client,
                            server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE),
                            message -> message.replace("c=biws", "c=eSws"))); // "y,,"
            assertEquals("channel binding does not match", wrong.why());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "n",
                    "n,",
                    "n,,",
                    "n,,n=user",
                    "n,,r=nonce,n=user",
                    "n,,m=ext,n=user,r=nonce",
                    "n,,n=,r=nonce",
                    "n,,n=us=er,r=nonce",
                    "n,,n=us=2cer,r=nonce",
                    "n,,n=user,r=",
                    "n,,n=user,r=a b",
                    "n,b=x,n=user,r=n",
                    "n,a==,n=user,r=nonce"
                })
        void refusesWhatIsNoFirstMessage(String message) {
            var exchange = server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE);
            exchange.begin(Optional.empty());
            assertInstanceOf(Result.Malformed.class, result(exchange.next(octets(message))), message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "p=tls-exporter,,n=user,r=nonce", "p=tls-unique,,n=user,r=nonce", "x,,n=u,r=n"})
        void refusesFlagsThatDoNotFit(String message) {
            Step step = server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE).next(octets(message));
            assertFalse(step instanceof Step.Challenge, message);
            Step plus = server(Mechanism.SCRAM_SHA_256_PLUS, BoundChannel.NONE).next(octets(message));
            assertFalse(plus instanceof Step.Challenge, message);
        }

        @Test
        void unescapesNames() throws Exception {
            keys.with("a,b=c@example.test", "main", "pencil");
            var client =
                    builder("a,b=c@example.test", "pencil", "SCRAM-SHA-256").build();
            assertEquals(
                    new Result.Proof("", "a,b=c@example.test", "main"),
                    run(client, server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE), UnaryOperator.identity()));
        }

        @Test
        void answersAnythingWithoutAnException() {
            long seed = System.nanoTime();
            var random = new Random(seed);
            List<Mechanism> mechanisms = List.of(Mechanism.values());
            String[] pieces = {"n,,", "y,,", "p=x,,", "n=", "r=", "c=biws", "p=", ",", "=", "user", "\0", "é", "AAAA"};
            for (int run = 0; run < 20_000; run++) {
                var exchange = server(mechanisms.get(random.nextInt(mechanisms.size())), CHANNEL);
                Step step = exchange.begin(Optional.empty());
                for (int turn = 0; turn < 3 && step instanceof Step.Challenge; turn++) {
                    var message = new StringBuilder();
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        message.append(pieces[random.nextInt(pieces.length)]);
                    }
                    step = exchange.next(octets(message.toString()));
                }
                if (step instanceof Step.Done(Result result)) {
                    assertFalse(result instanceof Result.Proof, "seed " + seed);
                }
            }
        }
    }

    @Nested
    class Client {
        private final org.sekisho.sasl.ScramClient client =
                new org.sekisho.sasl.ScramClient("user", new Secret("pencil"), "rOprNGfwEbeRWgbNEkqO");

        private String sent(ClientExchange.Reply reply) {
            return new String(
                    assertInstanceOf(ClientExchange.Reply.Send.class, reply).octets(), StandardCharsets.UTF_8);
        }

        /// RFC 7677 §3.
        @Test
        void speaksTheExampleOfTheRfc() {
            assertArrayEquals(
                    octets("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
                    client.initialResponse().orElseThrow());
            assertEquals(
                    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    sent(client.next(octets("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                            + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))));
            assertFalse(client.isComplete(), "the server has not proved itself yet");
            assertEquals("", sent(client.next(octets("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))));
            assertTrue(client.isComplete());
        }

        @Test
        void doesNotBelieveAServerWithoutTheRightSignature() {
            client.next(octets(
                    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
            assertInstanceOf(
                    ClientExchange.Reply.Abort.class,
                    client.next(octets("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
            assertFalse(client.isComplete());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "e=no",
                    "r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=4096",
                    "r=other,s=AAAA,i=4096",
                    "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=0",
                    "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=9999999",
                    "r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096",
                    "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4096"
                })
        void givesUpOnAServerThatDoesNotKeepToIt(String serverFirst) {
            assertInstanceOf(ClientExchange.Reply.Abort.class, client.next(octets(serverFirst)));
        }

        @Test
        void meetsOurServer() {
            var ours = ClientExchange.choose(
                            List.of("PLAIN", "SCRAM-SHA-256"), true, "alice@example.test", new Secret("pencil"), RANDOM)
                    .orElseThrow();
            assertEquals(Mechanism.SCRAM_SHA_256, ours.mechanism());
            var server = server(Mechanism.SCRAM_SHA_256, CHANNEL);
            Step step = server.begin(ours.initialResponse());
            while (step instanceof Step.Challenge(byte[] challenge)) {
                step = server.next(octets(sent(ours.next(challenge))));
            }
            assertEquals(new Result.Proof("", "alice@example.test", "main"), result(step));
            assertTrue(ours.isComplete());
        }
    }

    @Test
    void theOtherClientChecksOurSignature() throws Exception {
        var client = builder("alice@example.test", "pencil", "SCRAM-SHA-256").build();
        var server = server(Mechanism.SCRAM_SHA_256, BoundChannel.NONE);
        client.serverFirstMessage(challenge(
                server.begin(Optional.of(octets(client.clientFirstMessage().toString())))));
        server.next(octets(client.clientFinalMessage().toString()));
        String forged = "v=" + Scram.base64(new byte[32]);
        assertThrows(ScramInvalidServerSignatureException.class, () -> client.serverFinalMessage(forged));
    }
}
