package org.sekisho.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sekisho.smtp.client.Caller.hop;
import static org.sekisho.smtp.client.Caller.login;
import static org.sekisho.smtp.client.Caller.notOpened;
import static org.sekisho.smtp.client.Caller.ready;
import static org.sekisho.smtp.client.Caller.terms;
import static org.sekisho.testing.ScriptedSmtpServer.DROP;
import static org.sekisho.testing.ScriptedSmtpServer.answering;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.Exchange;
import org.sekisho.sasl.Keys;
import org.sekisho.sasl.Mechanism;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.ScriptedSmtpServer.Script;
import org.sekisho.testing.ScriptedSmtpServer.Talk;

class DialerTest {
    private static final Script POLITE = (_, _) -> Optional.empty();

    private final Caller caller = new Caller();
    private final Dialer dialer = caller.dialer(Caller.PATIENT);

    @TempDir
    Path folder;

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InetSocketAddress deadPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    void aDeadHostCostsOneAttemptAndTheNextIsTried() throws IOException {
        try (var dropping = ScriptedSmtpServer.start(answering("CONNECT", DROP));
                var refusing = ScriptedSmtpServer.start(answering("CONNECT", "554 no"));
                var good = ScriptedSmtpServer.polite()) {
            var hops = List.of(hop(deadPort()), hop(dropping), hop(refusing), hop(good));
            var conversation = ready(dialer.openFirst(hops, Terms.DEFAULT));
            assertEquals(good.address(), conversation.hop().endpoint());
            conversation.close();
            assertEquals(
                    "4.4.1",
                    notOpened(dialer.open(hop(deadPort()), Terms.DEFAULT)).enhancedCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPPORTUNISTIC", "REQUIRED"})
    void tlsIsUsedWhereItIsOffered(TlsPolicy policy) throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTls(folder, POLITE, "PIPELINING");
                var conversation = ready(dialer.open(hop(server), terms(policy)))) {
            assertTrue(conversation.tls().orElse("").startsWith("TLSv1."));
            assertEquals(2, server.heard("EHLO"));
            conversation.send(Caller.message("x\r\n", "bob@example.net"));
            assertEquals(1, server.messages().size());
        }
    }

    @Test
    void tlsFromTheStartHasNoWayBack() throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTlsFromTheStart(folder, POLITE)) {
            var hop = new Hop("localhost", server.address(), Hop.By.ROUTE_WITH_TLS);
            try (var conversation = ready(dialer.open(hop, Terms.DEFAULT))) {
                assertTrue(conversation.tls().isPresent());
                assertEquals(0, server.heard("STARTTLS"));
            }
        }
        try (var server = ScriptedSmtpServer.polite()) {
            var hop = new Hop("localhost", server.address(), Hop.By.ROUTE_WITH_TLS);
            assertEquals("4.7.5", notOpened(dialer.open(hop, Terms.DEFAULT)).enhancedCode());
        }
    }

    @Test
    void offMeansOff() throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTls(folder, POLITE);
                var conversation = ready(dialer.open(hop(server), terms(TlsPolicy.OFF)))) {
            assertEquals(Optional.empty(), conversation.tls());
        }
    }

    @Test
    void requiredNeverDoesWithout() throws IOException {
        try (var server = ScriptedSmtpServer.polite()) {
            var failure = notOpened(dialer.open(hop(server), terms(TlsPolicy.REQUIRED)));
            assertEquals("4.7.4", failure.enhancedCode());
        }
        try (var server = ScriptedSmtpServer.start(answering("STARTTLS", "454 not now"), "STARTTLS")) {
            assertFalse(notOpened(dialer.open(hop(server), terms(TlsPolicy.REQUIRED)))
                    .permanent());
        }
        try (var server = ScriptedSmtpServer.start(answering("STARTTLS", "220 go\nrubbish"), "STARTTLS")) {
            var failure = notOpened(dialer.open(hop(server), terms(TlsPolicy.REQUIRED)));
            assertEquals("4.7.5", failure.enhancedCode());
            assertEquals(0, server.heard("MAIL"));
        }
    }

    @Test
    void brokenTlsIsLikeNoneWhenItIsOnlyOpportunistic() throws IOException {
        for (String reply : List.of("454 not now", "502 what?", "220 go\nrubbish", "220 go", DROP)) {
            Script script = (command, talk) -> {
                if (!command.equals("STARTTLS")) {
                    return Optional.empty();
                }
                if (reply.startsWith("220")) {
                    talk.say(reply);
                    talk.connection().flush();
                    return Optional.of(DROP);
                }
                return Optional.of(reply);
            };
            try (var server = ScriptedSmtpServer.start(script, "STARTTLS")) {
                var opened = dialer.open(hop(server), Terms.DEFAULT);
                if (reply.equals(DROP)) {
                    assertFalse(notOpened(opened).permanent());
                    continue;
                }
                try (var conversation = ready(opened)) {
                    assertEquals(Optional.empty(), conversation.tls());
                }
                assertEquals(reply.startsWith("220") ? 2 : 1, server.heard("CONNECT"), reply);
            }
        }
    }

    @Test
    void verifiedRefusesACertificateThatNobodySigned() throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTls(folder, POLITE)) {
            assertEquals(
                    "4.7.5",
                    notOpened(dialer.open(hop(server), terms(TlsPolicy.VERIFIED)))
                            .enhancedCode());
        }
    }

    @Test
    void logsInWithPlain() throws IOException, GeneralSecurityException {
        Script script = (command, _) -> command.startsWith("AUTH PLAIN ")
                        && decoded(command.substring(11)).equals("\0company\0s3cret")
                ? Optional.of("235 2.7.0 welcome")
                : command.startsWith("AUTH") ? Optional.of("535 5.7.8 no") : Optional.empty();
        try (var server = ScriptedSmtpServer.withTls(folder, script, "AUTH PLAIN")) {
            ready(dialer.open(hop(server), login(TlsPolicy.REQUIRED))).close();
        }
    }

    @Test
    void logsInWithLogin() throws IOException, GeneralSecurityException {
        Script script = (command, talk) -> {
            if (!command.equals("AUTH LOGIN")) {
                return Optional.empty();
            }
            talk.say("334 " + encoded("Username:"));
            boolean user = decoded(talk.hear()).equals("company");
            talk.say("334 " + encoded("Password:"));
            return Optional.of(user && decoded(talk.hear()).equals("s3cret") ? "235 ok" : "535 no");
        };
        try (var server = ScriptedSmtpServer.withTls(folder, script, "AUTH=LOGIN")) {
            ready(dialer.open(hop(server), login(TlsPolicy.OPPORTUNISTIC))).close();
        }
    }

    @Test
    void logsInWithCramMd5EvenWithoutTls() throws IOException {
        Script script = (command, talk) -> {
            if (!command.equals("AUTH CRAM-MD5")) {
                return Optional.empty();
            }
            talk.say("334 " + encoded("<1.2@mx.example.test>"));
            return Optional.of(
                    decoded(talk.hear()).equals("company " + hmacMd5("<1.2@mx.example.test>")) ? "235 ok" : "535 no");
        };
        try (var server = ScriptedSmtpServer.start(script, "AUTH CRAM-MD5 PLAIN")) {
            ready(dialer.open(hop(server), login(TlsPolicy.OPPORTUNISTIC))).close();
            assertEquals(0, server.heard("AUTH PLAIN"));
        }
    }

    private static String hmacMd5(String challenge) {
        try {
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void logsInWithScramAndBelievesOnlyAServerThatKnowsThePassword() throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTls(folder, scram("s3cret"), "AUTH SCRAM-SHA-256 PLAIN")) {
            ready(dialer.open(hop(server), login(TlsPolicy.REQUIRED))).close();
            assertEquals(0, server.heard("AUTH PLAIN"));
        }
        Script liar = answering("AUTH SCRAM-SHA-256", "235 come in");
        try (var server = ScriptedSmtpServer.withTls(folder, liar, "AUTH SCRAM-SHA-256")) {
            assertFalse(notOpened(dialer.open(hop(server), login(TlsPolicy.REQUIRED)))
                    .permanent());
        }
    }

    @Test
    void aMechanismThatFailsIsFollowedByTheNext() throws IOException, GeneralSecurityException {
        Script script = (command, talk) -> command.startsWith("AUTH PLAIN")
                ? Optional.of("235 ok")
                : scram("other").answer(command, talk);
        try (var server = ScriptedSmtpServer.withTls(folder, script, "AUTH SCRAM-SHA-256 PLAIN")) {
            ready(dialer.open(hop(server), login(TlsPolicy.REQUIRED))).close();
        }
    }

    private static Script scram(String password) {
        return (command, talk) -> command.startsWith("AUTH SCRAM-SHA-256 ")
                ? Optional.of(scram(password, talk, command.substring(19)))
                : Optional.empty();
    }

    private static String scram(String password, Talk talk, String initial) throws IOException {
        var exchange = Exchange.server(
                Mechanism.SCRAM_SHA_256, keys(password), BoundChannel.NONE, "mx.example.test", new SecureRandom());
        var step = exchange.begin(Optional.of(Base64.getDecoder().decode(initial)));
        while (step instanceof Exchange.Step.Challenge(var octets)) {
            talk.say("334 " + Base64.getEncoder().encodeToString(octets));
            String answer = talk.hear();
            if (answer.equals("*")) {
                return "501 5.7.0 cancelled";
            }
            step = exchange.next(Base64.getDecoder().decode(answer));
        }
        return step instanceof Exchange.Step.Done(var result) && result instanceof Exchange.Result.Proof
                ? "235 2.7.0 welcome"
                : "535 5.7.8 no";
    }

    /// RFC 5802 §3.
    private static Keys keys(String password) {
        try {
            byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 4096, 256))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            var key = new Keys.ScramKey("main", stored, hmac(salted, "Server Key"));
            return new Keys() {
                @Override
                public Answer<ScramKeys> scram(String user) {
                    return new Answer.Found<>(new ScramKeys(salt, 4096, List.of(key)));
                }

                @Override
                public Answer<List<CramKey>> cramMd5(String user) {
                    return new Answer.Found<>(List.of());
                }
            };
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPasswordIsNeverShownInTheClearExceptToThisMachineWhenToldSo() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("AUTH", "235 ok"), "AUTH PLAIN LOGIN")) {
            var failure = notOpened(dialer.open(hop(server), login(TlsPolicy.OPPORTUNISTIC)));
            assertEquals("4.7.0", failure.enhancedCode());
            assertEquals(0, server.heard("AUTH"));
            ready(dialer.open(hop(server), login(TlsPolicy.OFF))).close();
            assertEquals(1, server.heard("AUTH PLAIN"));
        }
    }

    @Test
    void aWrongPasswordOfOursIsTemporary() throws IOException, GeneralSecurityException {
        try (var server = ScriptedSmtpServer.withTls(folder, answering("AUTH", "535 5.7.8 no"), "AUTH PLAIN LOGIN")) {
            var failure = notOpened(dialer.open(hop(server), login(TlsPolicy.REQUIRED)));
            assertFalse(failure.permanent());
            assertEquals("4.7.8", failure.enhancedCode());
            assertFalse(caller.events.lines().toString().contains("s3cret"));
        }
    }

    @Test
    void noEndOfChallengesIsAnEnd() throws IOException, GeneralSecurityException {
        Script script = (command, talk) -> {
            if (!command.startsWith("AUTH")) {
                return Optional.empty();
            }
            for (int i = 0; i < 50; i++) {
                talk.say("334 ");
                talk.hear();
            }
            return Optional.of("235 ok");
        };
        try (var server = ScriptedSmtpServer.withTls(folder, script, "AUTH PLAIN")) {
            assertFalse(notOpened(dialer.open(hop(server), login(TlsPolicy.REQUIRED)))
                    .permanent());
        }
    }
}
