package org.sekisho.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;

class SettingsReaderTest {
    private static final String LEAST = """
            hostname = "mx.example.test"
            data = "data"
            [[listener]]
            service = "smtp"
            address = "127.0.0.1:0"
            """;

    @TempDir
    Path folder;

    private Settings read(String text) throws SettingsException, IOException {
        return SettingsReader.read(file(text), Machine.unseen());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("sekisho.toml"), text);
    }

    private List<String> problems(String text) {
        return assertThrows(SettingsException.class, () -> read(text)).problems();
    }

    private void assertProblem(String text, String... words) {
        String all = String.join("\n", problems(text));
        for (String word : words) {
            assertTrue(all.contains(word), all);
        }
    }

    @Test
    void theDefaultsOfWhatIsNotWritten() throws Exception {
        Settings settings = read(LEAST);
        assertEquals(Domain.of("mx.example.test"), settings.hostname());
        assertEquals(folder.toAbsolutePath().resolve("data"), settings.data());
        assertEquals(TrustedNetworks.NONE, settings.relay().trustedNetworks());
        assertEquals(25L << 20, settings.limits().messageOctets());
        assertEquals(1000, settings.limits().recipients());
        assertEquals(Duration.ofMinutes(5), settings.queue().firstRetry());
        assertEquals(Duration.ofHours(4), settings.queue().maxRetry());
        assertEquals(Optional.of(Duration.ofHours(4)), settings.queue().delayWarning());
        assertEquals(Duration.ofDays(5), settings.queue().lifetime());
        assertEquals(Settings.RemoteTls.OPPORTUNISTIC, settings.delivery().tls());
        assertEquals(Optional.of(2000), settings.budget().account().perHour());
        assertEquals(Optional.empty(), settings.budget().network().perHour());
        assertEquals(List.of(), settings.routes());
        assertEquals(new Settings.Store.RocksDb(), settings.store());
        assertEquals(read(LEAST), settings, "read twice");
    }

    @Test
    void whatMailboxesBeginWith() throws Exception {
        Settings.Mailboxes preset = read(LEAST).mailbox();
        assertEquals(
                List.of("Drafts", "Sent", "Junk", "Trash", "Archive"),
                preset.folders().stream().map(Settings.Folder::name).toList());
        assertEquals(95, preset.softPercent());
        Settings settings = read(LEAST + """
                [mailbox]
                quota = "1GiB"
                quota_soft = 90
                folders = ["sent=送信済み", "trash=Deleted Items"]
                [imap]
                disable = ["uidonly", "NOTIFY"]
                """);
        assertEquals(90, settings.mailbox().softPercent());
        assertEquals(
                List.of(
                        new Settings.Folder(Settings.Folder.Use.SENT, "送信済み"),
                        new Settings.Folder(Settings.Folder.Use.TRASH, "Deleted Items")),
                settings.mailbox().folders());
        assertEquals(Set.of("UIDONLY", "NOTIFY"), settings.imap().disabled());
        assertEquals(
                List.of(), read(LEAST + "[mailbox]\nfolders = []\n").mailbox().folders());
    }

    @Test
    void whoMayBeToldOfNewMail() throws Exception {
        assertEquals(
                new Settings.Notice(Duration.ofMinutes(1), Duration.ofSeconds(10), false, Optional.empty()),
                read(LEAST).notice());
        Settings settings = read(LEAST + """
                [notice]
                interval = "1s"
                timeout = "5m"
                programs = true
                program_user = "nobody"
                """);
        assertEquals(
                new Settings.Notice(Duration.ofSeconds(1), Duration.ofMinutes(5), true, Optional.of("nobody")),
                settings.notice());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[notice]\ninterval = \"0s\"",
                "[notice]\nprogram_user = \"root\"",
                "[notice]\nprogram_user = \"-x\"",
                "[mailbox]\nfolders = [\"Sent\"]",
                "[mailbox]\nfolders = [\"sent=\"]",
                "[mailbox]\nfolders = [\"sent=a/b\"]",
                "[mailbox]\nfolders = [\"sent=INBOX\"]",
                "[mailbox]\nfolders = [\"sent=Public\"]",
                "[mailbox]\nfolders = [\"all=All\"]",
                "[mailbox]\nfolders = [\"sent=A\", \"sent=B\"]",
                "[mailbox]\nfolders = [\"sent=A\", \"trash=A\"]",
                "[mailbox]\nquota_soft = 0",
                "[mailbox]\nquota_soft = 101",
                "[imap]\ndisable = [\"UIDONYL\"]",
            })
    void whatIsNoMailboxNoShareAndNoExtension(String text) {
        assertEquals(1, problems(LEAST + text + "\n").size());
    }

    @Test
    void whatTheDesignFixes() throws Exception {
        for (String name : List.of("cert.pem", "key.pem", "isp.password")) {
            Files.createFile(folder.resolve(name));
        }
        Settings settings = read("""
                hostname = "mx.example.test"
                data = "/var/lib/sekisho"
                timezone = "Asia/Tokyo"
                [store]
                engine = "rocksdb"
                [tls]
                certificate = "cert.pem"
                key = "key.pem"
                [[listener]]
                service = "smtp"
                address = "127.0.0.1:12025"
                [[listener]]
                service = "pop3s"
                address = "[::1]:12995"
                [limits]
                message_size = "30MiB"
                recipients = 500
                [login]
                penalty_exempt = ["127.0.0.0/8"]
                [relay]
                trusted_networks = ["192.0.2.16/28"]
                [queue]
                first_retry = "1s"
                max_retry = "1h30m"
                delay_warning = "none"
                lifetime = "2d"
                [[route]]
                domain = "*"
                via = ["mx1.isp.example:587", "127.0.0.1:2525"]
                username = "company"
                password_file = "isp.password"
                tls = "required"
                [[route]]
                domain = ".example.net"
                via = ["10.0.0.1:25"]
                """);
        assertEquals("Asia/Tokyo", settings.timezone().getId());
        assertEquals(
                folder.toAbsolutePath().resolve("cert.pem"),
                settings.tls().orElseThrow().certificate());
        assertEquals(12995, settings.listeners().get(1).address().getPort());
        assertEquals(30L << 20, settings.limits().messageOctets());
        assertEquals(List.of(Network.of("127.0.0.0/8")), settings.login().penaltyExempt());
        assertEquals(Duration.ofMinutes(90), settings.queue().maxRetry());
        assertEquals(Optional.empty(), settings.queue().delayWarning());
        var route = route(settings, "<>", "elsewhere.test");
        assertEquals(new HostPort("mx1.isp.example", 587), route.via().getFirst());
        assertEquals("company", route.login().orElseThrow().username());
        assertEquals(Settings.RemoteTls.REQUIRED, route.tls());
        assertEquals(
                new HostPort("10.0.0.1", 25),
                route(settings, "<>", "a.example.net").via().getFirst());
    }

    private static Settings.Route route(Settings settings, String sender, String domain) {
        ReversePath from = sender.equals("<>") ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(sender));
        return settings.routes().stream()
                .filter(each -> each.key().matches(from, Domain.of(domain)))
                .findFirst()
                .orElseThrow();
    }

    /// As qmail asks authsenders before smtproutes: whoever has a way of his own takes it wherever his mail goes.
    @ParameterizedTest
    @CsvSource({
        "<>,               far.example,   notifications:25",
        "<>,               example.net,   notifications:25",
        "x@other.test,     far.example,   everybody:25",
        "x@a.example.test, far.example,   below:25",
        "x@b.a.example.test, far.example, deeper:25",
        "x@example.test,   far.example,   company:25",
        "BOB@example.test, far.example,   bob:25",
        "bob@example.test, example.net,   bob-there:25",
        "bob@example.test, a.example.net, bob:25",
        "x@example.test,   example.net,   company:25",
    })
    void aRouteWithASenderIsTakenBeforeAllOthers(String sender, String domain, String via) throws Exception {
        Settings settings = read(LEAST + """
                [[route]]
                domain = "*"
                via = ["all:25"]
                [[route]]
                domain = "example.net"
                via = ["there:25"]
                [[route]]
                sender = "*"
                via = ["everybody:25"]
                [[route]]
                sender = "<>"
                via = ["notifications:25"]
                [[route]]
                sender = ".example.test"
                via = ["below:25"]
                [[route]]
                sender = ".b.a.example.test"
                via = ["deeper:25"]
                [[route]]
                sender = "@example.test"
                via = ["company:25"]
                [[route]]
                sender = "bob@example.test"
                via = ["bob:25"]
                [[route]]
                sender = "Bob@example.test"
                domain = "example.net"
                via = ["bob-there:25"]
                """);
        assertEquals(via, route(settings, sender, domain).via().getFirst().toString());
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheNearestOne() {
        assertProblem(
                LEAST + "[relay]\ntrusted_netwroks = []\n",
                "sekisho.toml:7:",
                "relay.trusted_netwroks",
                "`relay.trusted_networks`");
        assertProblem("hostnam = \"x\"\n" + LEAST, "sekisho.toml:1:", "`hostname`");
        assertProblem(LEAST + "[lmits]\nrecipients = 5\n", "lmits", "`limits`");
        assertProblem("mynetworks = [\"127.0.0.0/8\"]\n" + LEAST, "[relay] trusted_networks");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [limits]~message_size = 25            | has no unit
            [limits]~message_size = "25MB"        | not a size
            [limits]~recipients = "many"          | whole number
            [limits]~recipients = 3               | out of range
            [queue]~first_retry = "soon"          | not a length of time
            [queue]~first_retry = "8h"            | longer than `queue.max_retry`
            [relay]~trusted_networks = "10.0.0.1" | put it into brackets
            [relay]~trusted_networks = ["10.0.0.300"] | trusted_networks
            [relay]~trusted_networks = ["10.0.0.1/8"] | trusted_networks
            [relay]~trusted_networks = ["0.0.0.0/0"]  | open relay
            [relay]~trusted_networks = ["::/0"]       | open relay
            [relay]~trusted_networks = ["8.8.0.0/16"] | wider than a /24
            [relay]~trusted_networks = ["2400::/32"]  | wider than a /48
            [relay]~trusted_networks = ["10.0.0.0/24", "10.0.0.0/25"] | overlap
            [proxy]~xclient = ["0.0.0.0/0"]           | open relay
            [store]~engine = "cassandra"              | no "cassandra" yet
            [tls]~certificate = "cert.pem"            | both certificate and key
            [[listener]]~service = "managesieve"~address = "127.0.0.1:0" | does not speak it yet
            [[listener]]~service = "submission"~address = "127.0.0.1:0" | needs a certificate
            [[listener]]~service = "telnet"~address = "127.0.0.1:0" | one of
            [[listener]]~service = "smtp"~address = "mx.example.test:25" | not an IP address
            [[listener]]~service = "smtp"             | `listener.address` is missing
            [[route]]~domain = "*"~via = []           | at least one
            [[route]]~domain = "*"~via = ["x:25"]~username = "u" | both username and password_file
            [[route]]~domain = "*"~via = ["x:99999"]  | not a port
            [[route]]~via = ["x:25"]                  | needs a domain
            [[route]]~sender = "bob"~via = ["x:25"]   | an address
            [[route]]~sender = "bob@"~via = ["x:25"]  | an address
            [[route]]~domain = "*"~via = ["x:25"]~[[route]]~domain = "*"~via = ["y:25"] | two [[route]]s are for the same mail
            [[route]]~sender = "B@c.d"~via = ["x:25"]~[[route]]~sender = "b@C.d"~domain = "*"~via = ["y:25"] | two [[route]]s are for the same mail
            [log]~format = "xml"                      | one of
            [[gateway]]~domain = "*"~to = ["smtp://h"]           | a relay for every domain
            [[gateway]]~domain = ".jp"~to = ["smtp://h"]         | a relay for every domain below .jp
            [[gateway]]~domain = "a.jp"~to = []                  | `gateway.to` is empty
            [[gateway]]~domain = "a.jp"~to = ["10.0.0.5:25"]     | begins with none of smtp://
            [[gateway]]~domain = "a.jp"~to = ["qmail-queue:bin"] | begins with none of smtp://
            [[gateway]]~domain = "a.jp"~to = ["qmail-queue:/q", "smtp://h"]~recipients = "any" | stands alone
            [[gateway]]~domain = "a.jp"~to = ["qmail-queue:/q"]  | cannot be asked who is there
            [[gateway]]~domain = "a.jp"~to = ["smtp://h"]~recipients = "all"  | one of "callout"
            [[gateway]]~domain = "a.jp"~to = ["smtp://h"]~recipients = "list" | belong together
            [[gateway]]~domain = "a.jp"~to = ["smtp://h"]~list = "l"          | belong together
            [[gateway]]~domain = "a.jp"~to = ["smtp://h"]~username = "u"      | both username and password_file
            [[gateway]]~domain = "a.jp"~to = ["smtp://h"]~[[gateway]]~domain = "a.jp"~to = ["smtp://h"] | a second
            [callout]~timeout = "1h"                  | out of range
            """)
    void whatIsWrongIsSaid(String text, String word) {
        assertProblem(LEAST + text.replace('~', '\n') + "\n", word);
    }

    @Test
    void everythingIsSaidAtOnce() {
        List<String> problems = problems("""
                hostname = "-bad-"
                [limits]
                recipients = "x"
                typo = 1
                """);
        assertEquals(4, problems.size(), problems::toString); // hostname, data is missing, recipients, typo
    }

    @Test
    void whatIsNotThereOrNotTomlIsSaid() throws IOException {
        Path none = folder.resolve("none.toml");
        var missing = assertThrows(SettingsException.class, () -> SettingsReader.read(none, Machine.unseen()));
        assertTrue(missing.toString().contains("none.toml"), missing.getMessage());
        assertProblem("hostname = \n", "sekisho.toml:1:", "not TOML");
        assertProblem(LEAST + "[relay]\ntrusted_networks = []\ntrusted_networks = []\n", "sekisho.toml:8:");
    }

    /// Behind a container's bridge or a gateway strangers have its address (invariant I4).
    @Test
    void aDoorThatStrangersComeThroughIsNotTrusted() throws IOException {
        var machine = new Machine(
                List.of(new Machine.Door(InetAddress.ofLiteral("172.17.0.1"), "the bridge docker0")), _ -> true);
        Path file = file(LEAST + "[relay]\ntrusted_networks = [\"172.17.0.0/16\"]\n");
        var refused = assertThrows(SettingsException.class, () -> SettingsReader.read(file, machine));
        assertTrue(refused.toString().contains("docker0"), refused.getMessage());
    }
}
