package org.sekisho.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Log;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxVerify;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Unlisted;
import org.sekisho.mailbox.VerifyReport;
import org.sekisho.mailbox.VerifyReport.Finding;
import org.sekisho.store.StorageException;

/// Whether the mailboxes are as they have to be, while they are in use.
final class VerifyCommand {
    private final Accounts accounts;
    private final Mailboxes mailboxes;
    private final Log log;

    VerifyCommand(Accounts accounts, Mailboxes mailboxes, Log log) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
        this.log = log;
    }

    List<Command> all() {
        return List.of(Command.of("mailbox.verify", this::verify, "address", "repair", "bodies"));
    }

    private static final class Sum {
        private long accounts;
        private long mailboxes;
        private long messages;
        private long found;
        private long unknown;
    }

    private Map<String, Object> verify(Call call) throws AdminException, DirectoryException, IOException {
        var arguments = call.arguments();
        Optional<Mailbox> only = arguments.readOptional("address", Mailbox::of);
        List<Account> chosen =
                only.isPresent() ? List.of(accounts.require(only.get())) : accounts.accounts(Optional.empty());
        var options = new MailboxVerify.Options(arguments.flag("bodies"), arguments.flag("repair"));
        return Apart.run("verify", () -> {
            var sum = new Sum();
            for (Account account : chosen) {
                call.row(Fields.of(
                        "kind",
                        "progress",
                        "text",
                        account.primary() + ": " + sum.accounts + " of " + chosen.size() + " accounts checked"));
                verify(call, account, options, sum);
            }
            if (only.isEmpty()) {
                unlisted(call, sum);
            }
            return done(sum);
        });
    }

    private void verify(Call call, Account account, MailboxVerify.Options options, Sum sum) throws IOException {
        VerifyReport report;
        try {
            report = mailboxes.verify(account.id(), options);
        } catch (StorageException e) {
            log.error("verify.failed", e, "account", account.primary());
            sum.unknown++;
            String text = account.primary() + ": could not be checked, the server's log has the reason";
            call.row(Fields.of("kind", "unknown", "account", account.primary(), "text", text));
            return;
        }
        Map<MailboxId, String> names = mailboxes.list().all(account.id()).stream()
                .collect(Collectors.toMap(Listed::id, listed -> listed.name().value()));
        for (Finding finding : report.findings()) {
            String name =
                    names.getOrDefault(finding.mailbox(), finding.mailbox().value());
            Map<String, Object> row = row(finding);
            row.put("account", account.primary().toString());
            row.put("mailbox", name);
            row.put("text", account.primary() + " " + name + ": " + row.get("what"));
            call.row(row);
        }
        sum.accounts++;
        sum.mailboxes += report.mailboxes();
        sum.messages += report.messages();
        sum.found += report.findings().size() + report.more();
    }

    private void unlisted(Call call, Sum sum) throws IOException {
        try {
            for (Unlisted each : mailboxes.unlisted()) {
                String whose = accounts.account(each.account())
                        .map(account -> account.primary().toString())
                        .orElseGet(() -> each.account().value());
                Map<String, Object> row = of("no list names it, and it has " + each.messages() + " messages");
                row.put("account", whose);
                row.put("mailbox", each.mailbox().value());
                row.put("text", whose + " " + each.mailbox() + ": " + row.get("what"));
                call.row(row);
                sum.found++;
            }
        } catch (StorageException e) {
            log.error("verify.failed", e, "what", "mailboxes that no list names");
            sum.unknown++;
            String text = "mailboxes that no list names: could not be looked for, the server's log has the reason";
            call.row(Fields.of("kind", "unknown", "text", text));
        }
    }

    private static Map<String, Object> row(Finding finding) {
        return switch (finding) {
            case Finding.NoMailbox(var _, var name) -> of("the list names " + name + ", which is not there");
            case Finding.NotAsListed(var _, var name) -> of("the list and the mailbox " + name + " do not agree");
            case Finding.Unreadable(var _, var why) -> of("cannot be read: " + why);
            case Finding.NotGivenOut(var _, var uid) -> of(uid, "its UID or number of change was never given out");
            case Finding.NoReference(var _, var uid) -> of(uid, "nothing keeps its body");
            case Finding.NoBody(var _, var uid) -> of(uid, "its body is not there, or cannot be read");
            case Finding.OtherOctets(var _, var uid, var said, var octets) ->
                of(uid, "it has " + octets + " octets, not " + said);
            case Finding.Counts(var _, var said, var counted, var repaired) ->
                of("the counts were wrong: " + said + ", found " + counted + (repaired ? "; repaired" : ""));
            case Finding.LogGap(var _, var after) -> of("changes after " + after + " are missing in its log");
        };
    }

    private static Map<String, Object> of(String what) {
        return Fields.of("kind", "finding", "what", what);
    }

    private static Map<String, Object> of(long uid, String what) {
        return Fields.of("kind", "finding", "uid", uid, "what", "UID " + uid + ": " + what);
    }

    private static Map<String, Object> done(Sum sum) {
        String text = sum.accounts + " accounts, " + sum.mailboxes + " mailboxes, " + sum.messages
                + " messages checked; findings: " + sum.found
                + (sum.unknown > 0 ? "; accounts not checked: " + sum.unknown : "");
        return Fields.of(
                "kind",
                "total",
                "accounts",
                sum.accounts,
                "mailboxes",
                sum.mailboxes,
                "messages",
                sum.messages,
                "found",
                sum.found,
                "unknown",
                sum.unknown,
                "attention",
                sum.found > 0,
                "text",
                text);
    }
}
