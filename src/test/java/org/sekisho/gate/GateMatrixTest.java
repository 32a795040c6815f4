package org.sekisho.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.CommandParser;

/// Everybody × every sender × every recipient, through the real parser and the real gate, against a table that
/// people have read. `-Dupdate` writes it again; then read the difference.
class GateMatrixTest {
    private static final Path TABLE = Path.of("src/test/resources/gate/matrix.tsv");

    private static final List<String> SENDERS = List.of(
            "<>", "<friend@elsewhere.test>", "<alice@example.test>", "<alice+list@example.test>", "<bob@example.test>");

    private static final List<String> RECIPIENTS = List.of(
            "<alice@example.test>",
            "<ALICE@EXAMPLE.TEST>",
            "<alice+news@example.test>",
            "<sales@example.test>",
            "<nobody@example.test>",
            "<c@closed.test>",
            "<Postmaster>",
            "<postmaster@example.test>",
            "<postmaster@[203.0.113.25]>",
            "<victim@elsewhere.test>",
            "<victim@sub.example.test>",
            "<victim@[198.51.100.9]>",
            "<victim@[IPv6:2001:db8::9]>",
            "<victim%elsewhere.test@example.test>",
            "<elsewhere.test!victim@example.test>",
            "<\"victim@elsewhere.test\"@example.test>",
            "<@example.test:victim@elsewhere.test>",
            "<victim@elsewhere.test@example.test>",
            "<victim@example.test.>",
            "<victim@elsewhere.test.>",
            "<\"victim@elsewhere.test\">",
            "<elsewhere.test!victim>",
            "<partner@elsewhere.test>",
            "<user@backend.test>",
            "<nobody@backend.test>",
            "<unsure@backend.test>",
            "<postmaster@backend.test>",
            "<user@sub.group.test>",
            "<user@sub.backend.test>",
            "<victim%elsewhere.test@backend.test>",
            "<elsewhere.test!victim@backend.test>",
            "<\"victim@elsewhere.test\"@backend.test>",
            "<@backend.test:victim@elsewhere.test>",
            "<@elsewhere.test:user@backend.test>",
            "<|program@backend.test>");

    private final Gatehouse house = new Gatehouse();

    private Map<String, Client> clients() {
        Map<String, Client> clients = new LinkedHashMap<>();
        for (Service service : List.of(Service.SMTP, Service.SUBMISSION, Service.SUBMISSIONS, Service.LMTP)) {
            clients.put("stranger " + service, house.stranger(service));
            clients.put("stranger6 " + service, house.peer(service, "2001:db8::7", Optional.empty()));
            clients.put("loopback " + service, house.peer(service, "127.0.0.1", Optional.empty()));
            clients.put("trusted " + service, house.peer(service, "192.0.2.20", Optional.empty()));
            clients.put(
                    "alice " + service,
                    house.peer(service, "198.51.100.7", Optional.of(house.login("alice@example.test", List.of()))));
            clients.put(
                    "alice-as-list-only " + service,
                    house.peer(
                            service,
                            "198.51.100.7",
                            Optional.of(house.login(
                                    "alice@example.test", List.of(Mailbox.of("alice+list@example.test"))))));
            clients.put(
                    "suspended " + service,
                    house.peer(service, "198.51.100.7", Optional.of(house.login("gone@example.test", List.of()))));
        }
        clients.put("uid-that-may", new Client.LocalProcess(Gatehouse.MAY_SEND));
        clients.put("uid-that-may-not", new Client.LocalProcess(1000));
        clients.put("alias-sales", new Client.ForwardRule(house.aliasId()));
        clients.put("alias-unknown", new Client.ForwardRule("none"));
        clients.put("reporter", new Client.Reporter());
        return clients;
    }

    @Test
    void everyRowIsAsItWasRead() throws IOException {
        List<String> rows = new ArrayList<>();
        clients()
                .forEach((name, client) -> SENDERS.forEach(sender -> RECIPIENTS.forEach(recipient ->
                        rows.add(String.join("\t", name, sender, recipient, decide(client, sender, recipient))))));
        if (System.getProperty("update") != null) {
            Files.createDirectories(TABLE.resolveSibling(""));
            Files.write(TABLE, rows);
        }
        assertEquals(Files.readAllLines(TABLE), rows);
    }

    /// The point of it all, told apart from the table: only these may ever send to outside.
    @Test
    void onlyAPassOpensTheGate() throws IOException {
        for (String row : Files.readAllLines(TABLE)) {
            String[] cells = row.split("\t", -1);
            if (cells[3].startsWith("relay")) {
                assertTrue(
                        (cells[0].startsWith("alice") && !cells[0].endsWith("LMTP"))
                                || cells[0].equals("trusted SMTP")
                                || cells[0].equals("uid-that-may")
                                || (cells[0].equals("alias-sales") && cells[2].equals("<partner@elsewhere.test>"))
                                || (cells[0].equals("reporter") && cells[1].equals("<>")),
                        row);
            }
        }
    }

    /// A gateway is for its own domains, whoever asks.
    @Test
    void whatIsHandedOnIsOursBehindAGateway() throws IOException {
        for (String row : Files.readAllLines(TABLE)) {
            String[] cells = row.split("\t", -1);
            if (cells[3].startsWith("hand-on")) {
                assertTrue(
                        cells[2].matches("(<@elsewhere.test:user|<(user|unsure))@(backend|sub[.]group)[.]test>"), row);
            }
        }
    }

    private String decide(Client client, String sender, String recipient) {
        try {
            ReversePath from = ((Command.Mail) parse("MAIL FROM:" + sender)).reversePath();
            ForwardPath to = ((Command.Rcpt) parse("RCPT TO:" + recipient)).forwardPath();
            Decision decision = house.gate.decide(client, from, to);
            assertEquals(
                    decision.reason(),
                    house.gate.explain(client, from, to).decision().reason());
            return switch (decision) {
                case Decision.Deliver(var target, var reason) -> "deliver " + reason.code();
                case Decision.Relay(var permit, var reason) -> "relay " + reason.code();
                case Decision.HandOn(var pass, var reason) -> "hand-on " + reason.code() + " " + pass.domain();
                case Decision.Refuse(var reason) -> "refuse " + reason.code();
                case Decision.TryLater(var reason) -> "later " + reason.code();
            };
        } catch (SyntaxError e) {
            return "syntax";
        }
    }

    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }
}
