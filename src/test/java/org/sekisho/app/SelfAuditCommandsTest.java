package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.TestServer;

/// The audits of the server itself and their approval, as a person types it.
final class SelfAuditCommandsTest {
    private static final String TRUST = "[relay]\ntrusted_networks = [\"127.0.0.1\"]\n";
    private final String soon = LocalDate.now(ZoneOffset.UTC).plusDays(20).toString();

    @TempDir
    Path folder;

    private String run(TestServer server, int exitCode, String... words) {
        Prompt.Result result = new Prompt(server.config()).type(words);
        String text = result.out() + result.err();
        assertEquals(exitCode, result.exitCode(), text);
        return text;
    }

    private static void says(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), text);
        }
    }

    @Test
    void aWayOutIsRefusedApprovedShownAndEnded() throws Exception {
        try (TestServer server = TestServer.Plan.in(folder).start()) {
            run(server, ExitCode.GOOD, "audit", "self");
            run(server, ExitCode.GOOD, "audit", "self", "--diff");
            server.rewrite(TRUST);
            says(run(server, ExitCode.FOUND, "reload"), "127.0.0.1/32 at smtp", "sekisho audit approve");
            says(run(server, ExitCode.FOUND, "audit", "self", "--diff"), "relay-by-network outside");
            String[] approve = {"audit", "approve", "--until", soon, "--reason", "the scanner"};
            says(run(server, ExitCode.FOUND, approve), "would be open", "127.0.0.1/32 at smtp", "--yes");
            says(run(server, ExitCode.GOOD, "audit", "exceptions", "list", "--json"), "");
            run(server, ExitCode.FOUND, "reload");
            run(server, ExitCode.USAGE, "audit", "approve", "--until", "2999-01-01", "--reason", "x", "--yes");
            run(server, ExitCode.USAGE, "audit", "approve", "--until", soon, "--yes");
            String[] yes = {"audit", "approve", "--until", soon, "--reason", "the scanner", "--yes"};
            says(run(server, ExitCode.GOOD, yes), "exception 1 until " + soon);
            run(server, ExitCode.GOOD, "reload");
            says(run(server, ExitCode.GOOD, "audit", "exceptions", "list"), "the scanner", "live", "uid ");
            says(run(server, ExitCode.GOOD, "audit", "self", "--matrix"), "trusted 127.0.0.1/32 | smtp | nobody");
            says(run(server, ExitCode.GOOD, "explain", "v@outside.test"), "permit-network");
            says(run(server, ExitCode.GOOD, "audit", "exceptions", "end", "1"), "ended 1");
            run(server, ExitCode.FOUND, "explain", "v@outside.test");
            says(run(server, ExitCode.GOOD, "status"), "CLOSED: 127.0.0.1/32 at smtp");
            run(server, ExitCode.FOUND, "audit", "exceptions", "end", "1");
            says(run(server, ExitCode.GOOD, "audit", "history"), "reload", "an exception was ended", "127.0.0.1");
        }
    }

    @Test
    void aStartKeepsClosedWhatNobodyApproved() throws Exception {
        TestServer.Plan plan = TestServer.Plan.in(folder)
                .on(() -> RocksDbStore.open(
                        folder.resolve("store"), Options.defaults(), new RecordedEvents(), new RecordedEvents()));
        plan.start().close();
        try (TestServer server = plan.with(TRUST).start()) {
            run(server, ExitCode.FOUND, "explain", "v@outside.test");
            says(run(server, ExitCode.GOOD, "status"), "CLOSED");
            run(server, ExitCode.GOOD, "reload");
            run(server, ExitCode.GOOD, "audit", "approve", "--until", soon, "--reason", "r", "--yes");
            run(server, ExitCode.GOOD, "explain", "v@outside.test");
        }
    }

    @Test
    void aGatewayThatTakesAnyLocalPartIsNamed() throws Exception {
        String gateway = "[[gateway]]\ndomain = \"%s\"\nto = [\"smtp://127.0.0.1:9\"]\nany_local_part = %s\n";
        TestServer.Plan plan = TestServer.Plan.in(folder)
                .with(gateway.formatted("behind.test", true) + gateway.formatted("plain.test", false));
        try (TestServer server = plan.start()) {
            for (String[] words : new String[][] {{"audit", "self"}, {"status"}}) {
                String shown = run(server, ExitCode.GOOD, words);
                says(shown, "GATEWAY: behind.test takes any local part");
                assertFalse(shown.contains("plain.test takes"), shown);
            }
        }
    }

    @Test
    void theListenersAreTriedAndNothingIsSent() throws Exception {
        try (TestServer server = TestServer.Plan.in(folder).start()) {
            String shown = run(server, ExitCode.GOOD, "audit", "self", "--network");
            says(shown, "127.83.69.75", "no way out", "lmtp", "submissions");
            assertFalse(shown.contains("OPEN"), shown);
            server.drain();
            assertEquals(0, server.outside().taken().size());
            assertEquals(0, server.inboxOfAlice().empty().size(), "nor into a mailbox");
            says(run(server, ExitCode.GOOD, "audit", "history"), "network", "by hand");
        }
    }
}
