package org.sekisho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.admin.AdminServer;
import org.sekisho.admin.LocalSubmission;
import org.sekisho.admin.Users;
import org.sekisho.testing.FakeOffice;
import org.sekisho.testing.RecordedEvents;

class CommandLineEntryTest {
    @TempDir
    Path folder;

    private final FakeOffice office = new FakeOffice();
    private final List<Object> launched = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private AdminServer server;
    private String input = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        server =
                new AdminServer(folder.resolve("admin.sock"), office.commands(), Users.OF_SYSTEM, new RecordedEvents());
        server.start();
        environment.put("SEKISHO_CONFIG", config().toString());
    }

    private Path config() throws IOException {
        var config = folder.resolve("sekisho.toml");
        Files.writeString(config, "# settings\nhostname = \"mx\"\ndata = \".\" # here\n[store]\ndata = \"/nowhere\"\n");
        return config;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private final Launcher launcher = new Launcher() {
        @Override
        public int serve(Path config) {
            launched.add(config);
            return 0;
        }

        @Override
        public int tryServer(TryOptions options) {
            launched.add(options);
            return 0;
        }

        @Override
        public int setup(SetupOptions options) {
            launched.add(options);
            return 0;
        }

        @Override
        public int addRoutes(Path config, List<NewRoute> routes) {
            launched.add(routes);
            return 0;
        }

        @Override
        public int auditRelay(RelayAuditOptions options) {
            launched.add(options);
            return 0;
        }

        @Override
        public int auditBlocklists(BlocklistAuditOptions options) {
            launched.add(options);
            return 0;
        }

        @Override
        public int doctor(DoctorOptions options) {
            launched.add(options);
            return 0;
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    };

    /// @param line words, separated by spaces
    private int run(String line) {
        return run(line.isEmpty() ? new String[0] : line.split(" ", -1));
    }

    private int run(String... words) {
        var written = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8),
                environment,
                _ -> Optional.empty());
        int exitCode = CommandLineEntry.run(words, launcher, terminal);
        out = written.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return exitCode;
    }

    private void good(String line) {
        assertEquals(0, run(line), () -> line + ": " + out + err);
    }

    @Test
    void anAccountIsMadeAndListed() {
        good("domain add example.test");
        assertEquals("added example.test\n", out);
        input = "correct horse\n";
        good("account add alice@example.test");
        assertTrue(out.startsWith("added alice@example.test, id "), out);
        good("account add bob@example.test --password secret");
        good("account list");
        assertEquals("ADDRESS             STATE\nalice@example.test  active\nbob@example.test    active\n", out);
        good("account list --json --domain example.test");
        assertEquals(2, out.lines().count());
        assertTrue(out.startsWith("{\"address\":\"alice@example.test\",\"state\":\"active\""), out);
        good("account show alice@example.test");
        assertTrue(out.contains("\nstate: active\n"), out);
        good("alias add sales@example.test alice@example.test bob@example.test");
        good("alias list");
        assertTrue(out.contains("sales@example.test  active  alice@example.test, bob@example.test"), out);
        good("credential add alice@example.test phone --services submission,imap --json");
        assertTrue(out.contains("\"password\":\""), out);
        assertEquals(ExitCode.FOUND, run("domain add example.test"));
        assertTrue(err.startsWith("sekisho: "), err);
        assertEquals(ExitCode.USAGE, run("account suspend nobody"));
        assertEquals(ExitCode.FOUND, run("account suspend nobody@example.test"));
    }

    @Test
    void accountsAreImportedFromAFile() throws IOException {
        good("domain add example.test");
        var file = folder.resolve("accounts.csv");
        Files.writeString(file, "a@example.test,secret one\nwrong\n");
        assertEquals(ExitCode.FOUND, run("account", "import", file.toString()));
        assertTrue(out.contains("expected address,password"), out);
        assertTrue(out.endsWith("added 1, refused 1\n"), out);
        input = "b@example.test,secret two\n";
        good("account import -");
        assertEquals(ExitCode.USAGE, run("account import " + folder.resolve("none")));
    }

    @Test
    void aQuietQueueIsThreeZeros() {
        good("mailq");
        assertTrue(out.startsWith("0 0 0\n"), out);
        assertEquals(2, out.lines().count());
        good("queue list --json");
        assertEquals("{\"kind\":\"totals\",\"total\":0,\"deferred\":0,\"held\":0}\n", out);
    }

    @Test
    void theQueueShowsWhoIsResponsibleAndNothingSteersTheTerminal() {
        office.queued("a1", "alice@example.test", "x@example.net", Optional.empty())
                .queued("b2", "", "y@example.org", Optional.of("by root"));
        good("queue list");
        var lines = out.lines().toList();
        assertEquals("2 1 1", lines.getFirst());
        assertTrue(lines.contains("top senders:"), out);
        assertTrue(lines.contains("       2  alice@example.test"), out);
        assertTrue(out.contains("a1  2026-04-01T00:00:00Z  1234 octets  from <alice@example.test>"), out);
        assertTrue(out.contains("HELD: by root"), out);
        assertTrue(out.contains("450 ?[31mlater"), out);
        assertFalse(out.contains("\u001b"));
        good("queue list --limit 0 --top 0");
        assertEquals(2, out.lines().count());
        good("queue show a1");
        assertTrue(out.contains("attempts: 2"), out);
        good("queue hold a1 --why test");
        good("queue remove --recipient-domain example.org");
        assertEquals(List.of("hold (test) [a1]", "remove [b2]"), office.done);
        assertEquals(ExitCode.USAGE, run("queue remove"));
        assertEquals(ExitCode.FOUND, run("queue show zz"));
    }

    @Test
    void explainSaysWhyAndTheExitCodeSaysWhether() {
        assertEquals(ExitCode.FOUND, run("explain x@example.net --client 192.0.2.1 --from a@example.org"));
        assertTrue(out.endsWith("refuse: 5.7.1 relaying denied (relay-denied)\n"), out);
        assertTrue(out.startsWith("  client: Peer\n"), out);
        assertEquals(ExitCode.FOUND, run("explain x@example.net --uid 33"));
        assertTrue(out.startsWith("  client: LocalProcess\n"), out);
    }

    @Test
    void sendmailTakesMailAndKeepsItWhenItCannotBeTaken() throws IOException {
        input = "To: root\n\nhello\n.\nnot this\n";
        good("sendmail -t -f alice@example.test");
        assertEquals("", out);
        assertEquals("To: root\r\n\r\nhello\r\n", new String(office.messages.getFirst(), StandardCharsets.UTF_8));
        good("sendmail -i root");
        assertTrue(new String(office.messages.get(1), StandardCharsets.UTF_8).endsWith("not this\r\n"));
        good("sendmail -bp");
        assertTrue(out.startsWith("0 0 0\n"));
        office.answering(new LocalSubmission.Result.TryLater("no room"));
        assertEquals(75, run("sendmail root"));
        office.answering(new LocalSubmission.Result.Refused("relaying denied"));
        assertEquals(1, run("sendmail root"));
        assertEquals("sekisho: relaying denied\n", err);
        assertEquals(2, run("sendmail"));
        assertEquals(2, run("sendmail -bs"));
        server.close();
        assertEquals(75, run("sendmail root"));
    }

    @Test
    void whoIsNotThereIsSaidWithTheWayToFindIt() throws IOException {
        server.close();
        assertEquals(ExitCode.COULD_NOT_TELL, run("domain list"));
        assertTrue(err.contains(folder.resolve("admin.sock").toString()), err);
        assertTrue(err.contains("SEKISHO_CONFIG"), err);
        assertEquals(
                ExitCode.COULD_NOT_TELL,
                run("domain", "list", "--dir", folder.resolve("x").toString()));
        assertTrue(err.contains("--dir"), err);
        environment.clear();
        assertEquals(ExitCode.COULD_NOT_TELL, run("domain list --config " + folder.resolve("none.toml")));
        assertTrue(err.contains("none.toml"), err);
    }

    @Test
    void theServerIsFoundByFolderAndByFile() throws IOException {
        environment.clear();
        good("status --dir " + folder);
        good("status --config " + config());
        Files.createDirectory(folder.resolve("try"));
        Files.createSymbolicLink(folder.resolve("try/data"), folder);
        good("status --dir " + folder.resolve("try"));
        assertTrue(out.contains("version: test\n"), out);
    }

    @Test
    void theLauncherGetsWhatWasWritten() throws IOException {
        good("serve --config /x/y.toml");
        environment.clear();
        good("serve");
        assertEquals(List.of(Path.of("/x/y.toml"), Path.of("/etc/sekisho/sekisho.toml")), launched);
        launched.clear();
        good("try");
        good("try --dir d --port-base 20000 --domain d.test --account a@d.test:x:y --account b@d.test:z"
                + " --smarthost h:25 --store s --address ::1");
        assertEquals(
                List.of(
                        new Launcher.TryOptions(
                                Optional.empty(),
                                10_000,
                                "example.test",
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                "127.0.0.1"),
                        new Launcher.TryOptions(
                                Optional.of(Path.of("d")),
                                20_000,
                                "d.test",
                                Arrays.asList("a@d.test:x:y", "b@d.test:z"),
                                Optional.of("h:25"),
                                Optional.of("s"),
                                "::1")),
                launched);
        good("setup example.test --config x.toml --json");
        assertEquals(new Launcher.SetupOptions("example.test", Path.of("x.toml"), true), launched.getLast());
        good("audit relay mx.example.test [::1]:2525 --user a@b.test --outside o.test --sink 127.0.0.1:26 --wait 3"
                + " --i-own-this --html h --junit j --json --host mx --tls off --resolver 192.0.2.53 --lang ja");
        assertEquals(
                new Launcher.RelayAuditOptions(
                        List.of("mx.example.test", "[::1]:2525"),
                        Optional.of("mx"),
                        Optional.of("a@b.test"),
                        Optional.of("o.test"),
                        Optional.of("127.0.0.1:26"),
                        Optional.empty(),
                        Optional.of(3),
                        Optional.of("off"),
                        Optional.of("192.0.2.53"),
                        Path.of(System.getProperty("user.home"), ".local", "state", "sekisho"),
                        true,
                        true,
                        true,
                        Optional.of(Path.of("h")),
                        Optional.of(Path.of("j"))),
                launched.getLast());
        good("audit blocklists 192.0.2.1 b.test --resolver ::1 --limit 5 --all --lang ja --json --html h");
        assertEquals(
                new Launcher.BlocklistAuditOptions(
                        List.of("192.0.2.1", "b.test"),
                        Optional.of("::1"),
                        5,
                        true,
                        true,
                        true,
                        Optional.of(Path.of("h"))),
                launched.getLast());
        good(
                "doctor --qmail /var/qmail --log a --log b --tcp-rules r --vpopmail v --lang ja --json --watch 5s --html h");
        assertEquals(
                new Launcher.DoctorOptions(
                        new Launcher.Patient.Qmail(Path.of("/var/qmail"), Path.of("r"), Path.of("v")),
                        List.of(Path.of("a"), Path.of("b")),
                        Optional.of("5s"),
                        new CheckOptions(
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                false),
                        true,
                        true,
                        Optional.of(Path.of("h"))),
                launched.getLast());
        good("doctor --postfix --config-dir c --host h --domain a.test,b.test --domain c.test --address 192.0.2.1"
                + " --dkim-selector s --resolver ::1 --ntp n --only dns,clock --offline");
        assertEquals(
                new Launcher.DoctorOptions(
                        new Launcher.Patient.Postfix(Path.of("/var/spool/postfix"), Path.of("c")),
                        List.of(),
                        Optional.empty(),
                        new CheckOptions(
                                Optional.of("h"),
                                List.of("a.test", "b.test", "c.test"),
                                List.of("192.0.2.1"),
                                List.of("s"),
                                Optional.of("::1"),
                                Optional.of("n"),
                                List.of("dns", "clock"),
                                true),
                        false,
                        false,
                        Optional.empty()),
                launched.getLast());
        good("doctor --dir d");
        assertTrue(
                launched.getLast() instanceof Launcher.DoctorOptions options
                        && options.patient() instanceof Launcher.Patient.Own own
                        && own.config().equals(Path.of("d", "sekisho.toml"))
                        && own.socket().startsWith("d"),
                () -> launched.getLast().toString());
        good("version");
        assertEquals("sekisho 1.2.3\n", out);
    }

    @Test
    void everyCommandHasHelp() {
        good("");
        for (String group :
                List.of("domain", "account", "alias", "credential", "queue", "explain", "sendmail", "try")) {
            assertTrue(out.contains(group), group);
        }
        for (String command : out("sendmail --help", "account --help", "account add --help", "queue list --help")) {
            assertTrue(command.startsWith("Usage: sekisho "), command);
        }
        for (Verb verb : Verbs.all()) {
            good((verb.group() + " " + verb.name() + " --help").strip());
        }
        assertEquals(ExitCode.USAGE, run("account"));
        assertEquals(ExitCode.USAGE, run("account explode"));
        assertEquals(ExitCode.USAGE, run("account list --domian x"));
        assertTrue(err.contains("--domain"), err);
        assertEquals(ExitCode.USAGE, run("doctor --qmail q --lang fr"));
        assertEquals(ExitCode.USAGE, run("audit blocklists 192.0.2.1 --lang japanese"));
        assertEquals(ExitCode.USAGE, run("audit relay ::1 --lang JA"));
        assertTrue(err.contains("\"JA\" is neither en nor ja"), err);
        good("completion");
        assertTrue(out.contains("complete"), "bash");
    }

    private List<String> out(String... lines) {
        var all = new ArrayList<String>();
        for (String line : lines) {
            good(line);
            all.add(out);
        }
        return all;
    }
}
