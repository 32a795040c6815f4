package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testing.SekishoProcess;

/// Real mail programs use a mailbox by IMAP: mbsync, OfflineIMAP, mutt, fetchmail, curl, Python's imaplib.
@Tag("peers")
class ImapClientsTest {
    private static final String USER = "alice@example.test";
    private static final String PASSWORD = "wonder-land-9";
    private static final int MANY = 10_000;

    @TempDir
    Path folder;

    SekishoProcess sekisho;

    @BeforeEach
    void start() throws IOException {
        sekisho = SekishoProcess.tryServer(
                folder.resolve("sekisho"),
                "--port-base=-1", // free ones: a base of our choice may be another test's
                "--account",
                USER + ":" + PASSWORD);
    }

    @AfterEach
    void stop() throws IOException {
        sekisho.close();
    }

    @Test
    void mbsyncBringsEverythingOverAndThenNothing() throws Exception {
        LocalMaildir near = new LocalMaildir(folder.resolve("near"));
        for (int i = 0; i < MANY; i++) {
            near.add(i % 100 == 0 ? "work" : "INBOX", i, i % 3 == 0 ? "S" : i % 7 == 0 ? "FS" : "");
        }
        mbsync("near").good();
        assertMovesNothing("near", near);

        LocalMaildir other = new LocalMaildir(folder.resolve("other"));
        mbsync("other").good();
        assertEquals(near.messages(), other.messages());
        assertMovesNothing("other", other);
    }

    @Test
    void mbsyncCarriesFlagsDeletesMovesAndFoldersBothWays() throws Exception {
        LocalMaildir near = new LocalMaildir(folder.resolve("near"));
        LocalMaildir other = new LocalMaildir(folder.resolve("other"));
        for (int i = 0; i < 60; i++) {
            near.add("INBOX", i, "");
        }
        mbsync("near").good();
        mbsync("other").good();

        for (int i = 0; i < 10; i++) {
            near.flag("INBOX", i, "FS");
            near.flag("INBOX", 10 + i, "T"); // deleted: Expunge Both
            other.flag("INBOX", 20 + i, "RS");
            other.move("INBOX", 30 + i, "work");
        }
        other.add("work.deep", 900, "F");
        mbsync("near").good();
        mbsync("other").good();
        mbsync("near").good();
        assertMovesNothing("near", near);
        assertMovesNothing("other", other);

        List<String> messages = near.messages();
        assertEquals(messages, other.messages());
        assertEquals(51, messages.size());
        assertTrue(messages.contains("INBOX 5 FS"), messages::toString);
        assertTrue(messages.contains("INBOX 25 RS"), messages::toString);
        assertTrue(messages.contains("work 35 "), messages::toString);
        assertTrue(messages.contains("work.deep 900 F"), messages::toString);
    }

    @Test
    void offlineImapSynchronisesBothWays() throws Exception {
        LocalMaildir filled = new LocalMaildir(folder.resolve("near"));
        for (int i = 0; i < 200; i++) {
            filled.add(i < 150 ? "INBOX" : "work", i, i % 2 == 0 ? "S" : "");
        }
        mbsync("near").good();

        LocalMaildir off = new LocalMaildir(folder.resolve("off"), ".");
        offlineImap().good();
        assertEquals(filled.messages(), off.messages());
        for (int i = 0; i < 10; i++) {
            off.flag("INBOX", i, "FS");
            off.remove("INBOX", 20 + i);
        }
        off.add("INBOX", 500, "S");
        offlineImap().good();
        mbsync("near").good();
        assertEquals(off.messages(), filled.messages());
        assertEquals(191, off.messages().size());
    }

    @Test
    void muttFlagsCopiesAndDeletes() throws Exception {
        LocalMaildir near = new LocalMaildir(folder.resolve("near"));
        for (int i = 0; i < 3; i++) {
            near.add("INBOX", i, "");
        }
        mbsync("near").good();
        var endpoint = sekisho.endpoint("imaps");
        Path rc = Files.writeString(
                folder.resolve("muttrc"), """
                set imap_user=%s imap_pass=%s
                set ssl_verify_host=no certificate_file=%s
                set folder=imaps://localhost:%d/ spoolfile=+INBOX
                set confirmappend=no confirmcreate=no delete=yes move=no quit=yes sort=mailbox-order mark_old=no resolve=no
                """.formatted(USER, PASSWORD, certificate(), endpoint.getPort()));
        // A terminal of script's, because mutt will not start without one.
        Command.run(
                        folder,
                        "script",
                        "-qec",
                        "TERM=xterm mutt -n -F " + rc + " -e 'push <first-entry><flag-message><next-entry>"
                                + "<copy-message>=copied<enter><last-entry><delete-message><sync-mailbox><quit>'",
                        "/dev/null")
                .good();
        mbsync("near").good();
        assertEquals(List.of("INBOX 0 F", "INBOX 1 ", "copied 1 "), near.messages());
    }

    @Test
    void fetchmailEmptiesTheInbox() throws Exception {
        LocalMaildir near = new LocalMaildir(folder.resolve("near"));
        for (int i = 0; i < 3; i++) {
            near.add("INBOX", i, "");
        }
        mbsync("near").good();
        var endpoint = sekisho.endpoint("imap");
        Path rc = Files.writeString(folder.resolve("fetchmailrc"), """
                poll %s service %d protocol IMAP user "%s" password "%s"
                sslproto tls1.2+ no sslcertck fetchall mda "cat >> %s/got"
                """.formatted(
                        endpoint.getHostString(), endpoint.getPort(), USER, PASSWORD, folder));
        Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
        Command.run(folder, "env", "HOME=" + folder, "fetchmail", "-f", rc.toString(), "--nosyslog", "-v")
                .good();
        String got = Files.readString(folder.resolve("got"));
        for (int i = 0; i < 3; i++) {
            assertTrue(got.contains("Subject: message " + i), got);
        }
        mbsync("near").good();
        assertEquals(List.of(), near.messages());
    }

    @Test
    void curlAppendsSearchesAndReadsByteForByte() throws Exception {
        String message = "Subject: by curl\r\nFrom: <f@elsewhere.test>\r\n\r\näöü 日本語\r\n.\r\n..\t \r\n"
                + "long ".repeat(20_000) + "\r\n";
        Path file = Files.writeString(folder.resolve("m"), message);
        curl("/INBOX", "--upload-file", file.toString()).good();
        assertTrue(curl("/INBOX", "-X", "SEARCH SUBJECT curl").good().output().contains("* SEARCH 1"));
        assertTrue(curl("/", "-X", "LIST \"\" *").good().output().contains("INBOX"));
        curl("/", "-X", "CREATE parts").good();
        curl("/INBOX", "-X", "COPY 1 parts").good();
        Path read = folder.resolve("read");
        curl("/parts;UID=1", "--output", read.toString()).good();
        assertEquals(message, Files.readString(read));
        assertEquals(
                "Subject: by curl\r\nFrom: <f@elsewhere.test>\r\n\r\n",
                curl("/INBOX;MAILINDEX=1;SECTION=HEADER").good().output());
    }

    /// The script speaks of itself: it ends with the first thing that is not as RFC 9051 says.
    @Test
    void pythonsImaplibDoesADaysWork() throws Exception {
        Path script = folder.resolve("imap.py");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("imap.py"))) {
            Files.copy(in, script);
        }
        var plain = sekisho.endpoint("imap");
        Command result = Command.run(
                        folder,
                        "python3",
                        script.toString(),
                        plain.getHostString(),
                        String.valueOf(plain.getPort()),
                        USER,
                        PASSWORD)
                .good();
        assertTrue(result.output().endsWith("all good\n"), result.output());
    }

    private Path certificate() {
        return sekisho.folder().resolve("cert.pem");
    }

    private Command mbsync(String side) throws IOException {
        Path rc = Files.writeString(folder.resolve(side + ".mbsyncrc"), """
                IMAPAccount sekisho
                Host localhost
                Port %1$d
                User %2$s
                Pass %3$s
                SSLType IMAPS
                CertificateFile %4$s

                IMAPStore far
                Account sekisho

                MaildirStore near
                Path %5$s/%6$s/
                Inbox %5$s/%6$s/INBOX
                SubFolders Verbatim

                Channel all
                Far :far:
                Near :near:
                Patterns *
                Create Both
                Remove Both
                Expunge Both
                SyncState *
                """.formatted(
                        sekisho.endpoint("imaps").getPort(), USER, PASSWORD, certificate(), folder, side));
        return Command.run(folder, Duration.ofMinutes(4), "", List.of("mbsync", "-q", "-c", rc.toString(), "all"));
    }

    /// One more run changes neither side: not even the server's HIGHESTMODSEQ (RFC 7162).
    private void assertMovesNothing(String side, LocalMaildir near) throws IOException {
        List<String> before = near.messages();
        String far = status("INBOX") + status("work");
        mbsync(side).good();
        assertEquals(before, near.messages());
        assertEquals(far, status("INBOX") + status("work"));
    }

    private String status(String mailbox) throws IOException {
        return curl("/", "-X", "STATUS " + mailbox + " (MESSAGES UIDNEXT HIGHESTMODSEQ)")
                .good()
                .output();
    }

    private Command offlineImap() throws IOException {
        Path rc = Files.writeString(folder.resolve("offlineimaprc"), """
                [general]
                accounts = a
                metadata = %1$s/offlineimap
                [Account a]
                localrepository = l
                remoterepository = r
                [Repository l]
                type = Maildir
                localfolders = %1$s/off
                [Repository r]
                type = IMAP
                remotehost = localhost
                remoteport = %2$d
                remoteuser = %3$s
                remotepass = %4$s
                ssl = yes
                sslcacertfile = %5$s
                folderfilter = lambda name: name in ('INBOX', 'work')
                """.formatted(
                        folder, sekisho.endpoint("imaps").getPort(), USER, PASSWORD, certificate()));
        return Command.run(folder, "env", "HOME=" + folder, "offlineimap", "-o", "-c", rc.toString(), "-u", "basic");
    }

    private Command curl(String path, String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "-k",
                "--user",
                USER + ":" + PASSWORD,
                "--url",
                "imaps://" + sekisho.at("imaps") + path));
        command.addAll(List.of(words));
        return Command.run(folder, "", command);
    }
}
