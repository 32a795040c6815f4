package org.sekisho.migration;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Takeover.Outcome;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Text;
import org.sekisho.events.Log;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.migration.Plan.NewAccount;
import org.sekisho.store.Blobs;

/// Carries a plan out on the running server, or says what carrying it out would do. Every step may be repeated:
/// what is there stays, what came before does not come again. For one plan at a time.
public final class Migration {
    private final Accounts accounts;
    private final Mailboxes mailboxes;
    private final Blobs blobs;
    private final InstantSource clock;
    private final Log log;

    public Migration(Accounts accounts, Mailboxes mailboxes, Blobs blobs, InstantSource clock, Log log) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
        this.blobs = blobs;
        this.clock = clock;
        this.log = log;
    }

    /// @param dry change nothing, say the same
    /// @param mail bring the messages, too
    public record Options(boolean dry, boolean mail) {}

    /// @throws IOException nobody hears the report any more: what was brought stays
    public Report.Totals run(Plan plan, Options options, Report report) throws IOException, DirectoryException {
        var tally = new Tally(report);
        log.info(
                "import.started",
                "dry",
                options.dry,
                "domains",
                plan.domains().size(),
                "accounts",
                plan.accounts().size());
        var directory = new DirectoryStep(accounts, plan, options.dry, tally);
        directory.domains(plan.domains());
        Map<NewAccount, Outcome> outcomes = directory.accounts(plan.accounts());
        directory.aliases(plan.aliases());
        var step = new MailStep(mailboxes, blobs, clock, plan.popIds(), options.dry, tally);
        for (Map.Entry<NewAccount, Outcome> each : outcomes.entrySet()) {
            account(each.getKey(), each.getValue(), options, directory, step, tally);
        }
        directory.catchAlls(plan.catchAlls());
        if (!plan.settings().isEmpty()) {
            tally.line(new Line.OfSettings(plan.settings()));
        }
        for (var hole : plan.holes()) {
            tally.line(new Line.OfHole(hole));
        }
        for (Remark remark : plan.remarks()) {
            tally.line(new Line.OfRemark(remark));
        }
        Report.Totals totals = tally.totals();
        log.info("import.done", "dry", options.dry, "messages", totals.mail().messages());
        return totals;
    }

    private void account(
            NewAccount account, Outcome outcome, Options options, DirectoryStep directory, MailStep step, Tally tally)
            throws IOException {
        if (outcome instanceof Outcome.Refused(var why)) {
            var text = new Text("the account is not carried: " + why, "アカウントを引き継げません: " + why);
            tally.line(new Line.OfAccount(account.address(), Line.State.REFUSED, text, List.of(), Line.Mail.NONE));
            tally.line(new Line.OfRemark(Remark.of(account.where(), account.address(), text, Remark.NOTHING)));
            return;
        }
        Optional<AccountId> id = id(account.address());
        if (id.isPresent() && !options.dry && !(outcome instanceof Outcome.Present)) {
            account.quota().ifPresent(quota -> mailboxes.takeover().setQuota(id.get(), quota));
        }
        List<Mailbox> forwardsTo = directory.forward(account);
        Line.Mail mail = options.mail && account.maildir().isPresent()
                ? step.bring(account, account.maildir().get(), id)
                : Line.Mail.NONE;
        tally.line(new Line.OfAccount(account.address(), state(outcome), note(account, outcome), forwardsTo, mail));
    }

    private Optional<AccountId> id(Mailbox address) {
        try {
            return Optional.of(accounts.require(address).id());
        } catch (DirectoryException _) {
            return Optional.empty(); // in a dry run it is not there yet
        }
    }

    private static Line.State state(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Added() -> Line.State.NEW;
            case Outcome.Unchanged() -> Line.State.THERE;
            case Outcome.PasswordFollowed() -> Line.State.CHANGED;
            case Outcome.PasswordKept(), Outcome.Present() -> Line.State.KEPT;
            case Outcome.Refused _ -> Line.State.REFUSED;
        };
    }

    private static Text note(NewAccount account, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Added() -> Wording.ofPassword(account.password());
            case Outcome.Unchanged() -> Remark.NOTHING;
            case Outcome.PasswordFollowed() ->
                new Text("the password was changed on the old server and is taken anew", "旧サーバーで変更されたパスワードを取り込みました");
            case Outcome.PasswordKept() ->
                new Text(
                        "the password was changed on both servers: the one here stays",
                        "両方のサーバーでパスワードが変更されています。こちらのものを残します");
            case Outcome.Present() ->
                new Text(
                        "the account was made here: its password stays, mail is added",
                        "このサーバーで作られたアカウントです。パスワードはそのまま、メールだけ追加します");
            case Outcome.Refused(var why) -> new Text(why, why);
        };
    }
}
