package org.sekisho.doctor.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.sekisho.address.Domain;
import org.sekisho.net.ClientTls;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;

/// Connects to a listener as far as its certificate. Safe from any thread.
final class TlsLook {
    private static final Duration TIMEOUT = Duration.ofSeconds(6); // longer than a greeting that is held back
    private static final int MAX_LINE = 2_000; // octets; RFC 5321 §4.5.3.1.5 has 512, the others no limit
    private static final int MAX_LINES = 100; // of one answer

    private final Domain host;
    private final Deadlines deadlines;

    /// @param host what the server calls itself
    TlsLook(Domain host, Deadlines deadlines) {
        this.host = host;
        this.deadlines = deadlines;
    }

    Seen at(Door door) {
        Connection connection;
        try {
            connection = Connection.open(door.address(), Optional.empty(), TIMEOUT, deadlines);
        } catch (IOException e) {
            return new Seen.Closed(said(e));
        }
        try (connection) {
            connection.timeout(TIMEOUT);
            connection.deadline(TIMEOUT.multipliedBy(3));
            return look(connection, door);
        } catch (IOException e) {
            return new Seen.Closed(said(e));
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Seen look(Connection connection, Door door) throws IOException {
        if (door.speech() != Door.Speech.TLS) {
            String greeting = line(connection);
            for (String more = greeting; more.startsWith("220-"); ) {
                more = line(connection);
            }
            if (!door.known() && !greeting.toLowerCase(Locale.ROOT).contains(host.name())) {
                return new Seen.Other(greeting);
            }
            if (!greeting.matches("(220|\\+OK|\\* OK).*")) {
                return new Seen.Closed("greeted with: " + greeting);
            }
            if (!startsTls(connection, door.speech())) {
                return new Seen.NoTls();
            }
        }
        try {
            connection.startTlsAsClient(ClientTls.anyCertificate(), host.name(), false);
        } catch (IOException e) {
            return new Seen.Broken(said(e));
        }
        return chain(connection.tls().orElseThrow());
    }

    private static Seen chain(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return new Seen.Chain(
                    Arrays.stream(chain).map(X509Certificate.class::cast).toList());
        } catch (SSLPeerUnverifiedException _) {
            return new Seen.Broken("no certificate was shown");
        }
    }

    /// RFC 3207 (SMTP), 2595 §4 (POP3), 9051 §6.2.1 (IMAP).
    private static boolean startsTls(Connection connection, Door.Speech speech) throws IOException {
        return switch (speech) {
            case SMTP, SUBMISSION ->
                ask(connection, "EHLO doctor.invalid", "250-").stream()
                                .anyMatch(line -> line.toUpperCase(Locale.ROOT).matches("250[- ]STARTTLS *"))
                        && isGood(ask(connection, "STARTTLS", "220-"), "220");
            case POP3 -> isGood(ask(connection, "STLS", "\0"), "+OK");
            case IMAP -> isGood(ask(connection, "a STARTTLS", "*"), "a OK");
            case TLS -> true;
        };
    }

    private static boolean isGood(List<String> answer, String word) {
        return !answer.isEmpty() && answer.getLast().startsWith(word);
    }

    /// @param more how a line begins after which more come
    /// @return the lines; the last one is of any form
    private static List<String> ask(Connection connection, String command, String more) throws IOException {
        connection.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line(connection));
        } while (lines.getLast().startsWith(more) && lines.size() < MAX_LINES);
        return lines;
    }

    private static String line(Connection connection) throws IOException {
        return new String(connection.readLine(MAX_LINE), StandardCharsets.ISO_8859_1);
    }
}
