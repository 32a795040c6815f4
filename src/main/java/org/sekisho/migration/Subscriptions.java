package org.sekisho.migration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.qmail.MaildirReader;

/// The folders a user has subscribed to: `courierimapsubscribed` (a line `INBOX.Sent` each) or dovecot's
/// `subscriptions` (a line `Sent`, after a first line with a version in newer ones).
record Subscriptions(Mailboxes mailboxes, AccountId account, boolean dry) {
    private static final int MAX_OCTETS = 1 << 20;
    private static final String COURIER = "INBOX.";

    void bring(Path maildir) {
        for (String name : List.of("courierimapsubscribed", "subscriptions")) {
            for (String line : lines(maildir.resolve(name))) {
                mailbox(line)
                        .filter(_ -> !dry)
                        .ifPresent(each -> mailboxes.takeover().subscribe(account, each));
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_OCTETS) {
                return List.of();
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException _) {
            return List.of(); // what a program shows first is not worth an interruption
        }
    }

    private static Optional<MailboxName> mailbox(String line) {
        if (line.isBlank() || line.startsWith("V\t")) {
            return Optional.empty();
        }
        String name = line.replace('\t', '.');
        try {
            return Optional.of(
                    MaildirReader.mailboxName(name.startsWith(COURIER) ? name.substring(COURIER.length()) : name));
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }
}
