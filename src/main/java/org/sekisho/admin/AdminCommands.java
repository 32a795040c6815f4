package org.sekisho.admin;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sekisho.accounts.Accounts;
import org.sekisho.activity.Ledger;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Household;
import org.sekisho.events.Log;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.search.FullText;
import org.sekisho.store.Blobs;

/// Everything a person may do with a running server.
public final class AdminCommands {
    private final Map<String, Command> byName = new LinkedHashMap<>();

    public AdminCommands(
            Accounts accounts,
            AccountMail mail,
            Entrance entrance,
            QueueControl queue,
            LocalSubmission submission,
            ServerControl server,
            AuditControl audits) {
        add(new DirectoryCommands(accounts, mail, server)
                .all().stream().map(command -> audited(command, audits)).toList());
        add(new AuditCommands(audits).all());
        add(new QueueCommands(queue, accounts).all());
        add(new ServerCommands(accounts, entrance, queue, submission, server).all());
        add(new DoctorCommands(queue, accounts, InstantSource.system()).all());
    }

    /// The same, with who sends how much and what blocklists say of us.
    public AdminCommands with(Ledger activity, Holders holders, BlocklistControl blocklists) {
        add(new ActivityCommands(activity, holders).all());
        add(new BlocklistCommands(blocklists).all());
        return this;
    }

    /// The same, and bringing what another server held.
    public AdminCommands with(MigrationCommands migration, AuditControl audits) {
        add(migration.all().stream().map(command -> audited(command, audits)).toList());
        return this;
    }

    /// The same, and mailboxes: what is in them, and who uses them. Sharing needs no audit: nobody sends by it.
    public AdminCommands with(Accounts accounts, Mailboxes mailboxes, Blobs blobs, InstantSource clock, Log log) {
        add(new MailboxCommands(accounts, mailboxes).all());
        add(new RestoreCommands(accounts, mailboxes, clock).all());
        add(new TransferCommands(accounts, mailboxes, blobs).all());
        add(new VerifyCommand(accounts, mailboxes, log).all());
        return this;
    }

    /// The same, and who is told of new mail.
    public AdminCommands with(NoticeCommand notices) {
        add(notices.all());
        return this;
    }

    /// The same, and the full-text index.
    public AdminCommands with(Accounts accounts, FullText texts) {
        add(new SearchCommands(accounts, texts).all());
        return this;
    }

    /// Whatever changes whose mail is whose is followed by an audit.
    private static Command audited(Command command, AuditControl audits) {
        if (command.name().endsWith(".list") || command.name().endsWith(".show")) {
            return command;
        }
        return new Command(command.name(), command.arguments(), command.forEveryone(), call -> {
            Map<String, Object> done = command.action().run(call);
            audits.directoryChanged();
            return done;
        });
    }

    /// The same, and our own blocklist.
    /// @param household whom nobody blocks by mistake, now
    public AdminCommands with(Blocklist blocklist, Supplier<Household> household, InstantSource clock) {
        add(new BlockCommands(blocklist, household, clock).all());
        return this;
    }

    private void add(List<Command> commands) {
        for (Command command : commands) {
            if (byName.put(command.name(), command) != null) {
                throw new IllegalStateException("two commands " + command.name());
            }
        }
    }

    Map<String, Command> byName() {
        return Map.copyOf(byName);
    }
}
