package org.sekisho.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.OldPassword;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Text;
import org.sekisho.events.Secret;
import org.sekisho.mailbox.Quota;
import org.sekisho.qmail.Alias;
import org.sekisho.qmail.CatchAll;
import org.sekisho.qmail.Hole;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.OwnDomain;
import org.sekisho.qmail.PasswordHash;
import org.sekisho.qmail.PopIds;
import org.sekisho.qmail.RelayHoles;
import org.sekisho.qmail.Restriction;
import org.sekisho.qmail.StoredQuota;
import org.sekisho.qmail.User;

/// Makes a plan of an installation of qmail. For one installation.
public final class QmailPlanner {
    private static final LocalPart CATCH_ALL = new LocalPart("catch-all");

    private final Installation qmail;
    private final List<Plan.NewAccount> accounts = new ArrayList<>();
    private final List<Plan.NewAlias> aliases = new ArrayList<>();
    private final List<Plan.CatchAll> catchAlls = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final Set<Host> dashed = new HashSet<>();
    private final Map<Path, Mailbox> maildirs = new HashMap<>();

    private QmailPlanner(Installation qmail) {
        this.qmail = qmail;
    }

    public static Plan plan(Installation qmail) {
        return new QmailPlanner(qmail).plan();
    }

    private Plan plan() {
        qmail.users().forEach(this::user);
        qmail.aliases().forEach(this::alias);
        qmail.catchAlls().forEach(this::catchAll);
        otherNames();
        List<Plan.NewDomain> domains = qmail.domains().stream()
                .map(own -> new Plan.NewDomain(own.place().toString(), own.name(), dashed.contains(own.name())))
                .toList();
        var settings = new QmailSettings(qmail, remarks).proposal();
        qmail.notCarried().forEach(finding -> remarks.add(Remark.of(finding)));
        return new Plan(
                domains,
                accounts,
                aliases,
                catchAlls,
                PopIds.QMAIL,
                settings,
                RelayHoles.find(qmail).stream().map(Hole::finding).toList(),
                remarks);
    }

    private void user(User user) {
        Path maildir = user.store().maildir();
        Mailbox owner = maildirs.putIfAbsent(maildir.normalize(), user.address());
        if (owner != null) { // two lines of users/assign for one person
            aliases.add(new Plan.NewAlias(user.place().toString(), user.address(), List.of(owner)));
            return;
        }
        Set<Restriction> restrictions = user.password().restrictions();
        restricted(user, restrictions);
        List<Mailbox> forwardsTo = new ArrayList<>(user.forwarding().members());
        if (!forwardsTo.isEmpty() && user.forwarding().keepsCopy()) {
            forwardsTo.addFirst(user.address());
        }
        accounts.add(new Plan.NewAccount(
                user.place().toString(),
                user.address(),
                password(user),
                services(restrictions),
                quota(user.store().quota()),
                forwardsTo,
                Optional.of(maildir)));
    }

    private OldPassword password(User user) {
        Optional<Secret> hash = user.password().hash().map(PasswordHash::text);
        if (user.password().clear().isPresent()) {
            return new OldPassword.Clear(user.password().clear().get(), hash);
        }
        Optional<OldPassword> kept = hash.flatMap(OldPassword::ofHash);
        boolean known = user.password().hash().filter(PasswordHash::canBeTaken).isPresent();
        if (kept.isEmpty() && known) {
            remarks.add(Remark.of(
                    user.place(),
                    user.address(),
                    new Text("the password's hash would cost too much to check", "パスワードハッシュの計算量が大きすぎます"),
                    new Text("set a new password: account password", "account password で設定してください。")));
        }
        return kept.orElseGet(OldPassword.None::new);
    }

    private static Set<Service> services(Set<Restriction> restrictions) {
        Set<Service> services =
                EnumSet.of(Service.SMTP, Service.IMAP, Service.POP3, Service.MANAGESIEVE, Service.CONSOLE);
        if (restrictions.contains(Restriction.NO_POP)) {
            services.remove(Service.POP3);
        }
        if (restrictions.contains(Restriction.NO_IMAP)) {
            services.remove(Service.IMAP);
        }
        if (restrictions.contains(Restriction.NO_RELAY) || restrictions.contains(Restriction.NO_SMTP)) {
            services.remove(Service.SMTP);
        }
        boolean all =
                services.contains(Service.SMTP) && services.contains(Service.IMAP) && services.contains(Service.POP3);
        return all ? Set.of() : services;
    }

    private void restricted(User user, Set<Restriction> restrictions) {
        if (restrictions.contains(Restriction.BOUNCE_MAIL)) {
            remarks.add(Remark.of(
                    user.place(),
                    user.address(),
                    new Text(
                            "its mail was bounced (BOUNCE_MAIL); here it is taken",
                            "旧サーバーでは受信を拒否していました（BOUNCE_MAIL）。こちらでは受信します"),
                    new Text("remove the account if nobody needs it", "不要ならアカウントを削除してください。")));
        }
        if (restrictions.contains(Restriction.NO_PASSWORD_CHANGE)) {
            remarks.add(Remark.of(
                    user.place(),
                    user.address(),
                    new Text("might not change its password: not carried", "パスワード変更禁止は引き継ぎません"),
                    new Text("nothing: only the administrator changes passwords here", "対処は不要です。パスワードは管理者だけが変更できます。")));
        }
    }

    private static Optional<Quota> quota(StoredQuota stored) {
        return stored.octets().isEmpty() && stored.messages().isEmpty()
                ? Optional.empty()
                : Optional.of(new Quota(
                        stored.octets().orElse(Long.MAX_VALUE),
                        stored.messages().orElse(Long.MAX_VALUE)));
    }

    private void alias(Alias alias) {
        if (alias.members().isEmpty()) {
            remarks.add(Remark.of(
                    alias.file().toString(),
                    alias.address(),
                    new Text("mail for it was thrown away; here it is refused", "届いたメールは破棄されていました。こちらでは受信を拒否します"),
                    new Text("make an account if it is to be taken", "受信したい場合はアカウントを作ってください。")));
            return;
        }
        boolean twice = aliases.stream().anyMatch(each -> each.address().equals(alias.address()));
        if (alias.prefix()) {
            dashed.add(alias.address().host());
            remarks.add(Remark.of(
                    alias.file().toString(),
                    alias.address() + " -> " + alias.members(),
                    new Text(
                            twice
                                    ? "stood for all addresses with this beginning; they reach the alias without it now"
                                    : "stood for all addresses with this beginning and a dash; now the address alone is"
                                            + " taken as well, and a dash divides user and detail in the whole domain",
                            twice
                                    ? "この文字列で始まる全アドレスを受けていました。今後は短い名前のエイリアスへ届きます"
                                    : "この文字列とハイフンで始まる全アドレスを受けていました。今後は短い名前だけでも受信し、ドメイン全体でハイフンが区切り文字になります"),
                    new Text("compare with domain show", "domain show で確かめてください。")));
        }
        if (!twice) {
            aliases.add(new Plan.NewAlias(alias.file().toString(), alias.address(), alias.members()));
        }
    }

    private void catchAll(CatchAll catchAll) {
        String where = catchAll.place().toString();
        switch (catchAll.action()) {
            case CatchAll.Bounce() -> {} // nobody's mail is refused here before it is taken: better still
            case CatchAll.Discard() ->
                remarks.add(Remark.of(
                        where,
                        catchAll.domain(),
                        new Text(
                                "mail for addresses that nobody has was thrown away; here it is refused",
                                "存在しない宛先のメールは破棄されていました。こちらでは受信を拒否します"),
                        new Text("nothing: senders now learn of their mistake", "対処は不要です。差出人は誤りに気づけます。")));
            case CatchAll.Forward(var members) -> {
                Mailbox target = members.getFirst();
                boolean ours = target.host() instanceof Domain domain && qmail.isOwn(domain);
                if (members.size() > 1 || !ours) { // a catch-all is one address of ours
                    target = new Mailbox(CATCH_ALL, catchAll.domain());
                    aliases.add(new Plan.NewAlias(where, target, members));
                }
                catchAlls.add(new Plan.CatchAll(where, catchAll.domain(), target));
            }
        }
    }

    /// Another name of a domain: each address of it is an alias, so that its owner may send from it, too.
    private void otherNames() {
        List<Plan.NewAccount> people = List.copyOf(accounts);
        List<Plan.NewAlias> rules = List.copyOf(aliases);
        List<Plan.CatchAll> rest = List.copyOf(catchAlls);
        for (OwnDomain own : qmail.domains()) {
            Optional<Domain> sameAs = own.sameAs();
            if (sameAs.isEmpty()) {
                continue;
            }
            String where = own.place().toString();
            people.forEach(each -> otherName(where, each.address(), sameAs.get(), own.name()));
            rules.forEach(each -> otherName(where, each.address(), sameAs.get(), own.name()));
            rest.stream()
                    .filter(each -> each.domain().equals(sameAs.get()))
                    .forEach(each -> catchAlls.add(new Plan.CatchAll(where, own.name(), each.target())));
            if (dashed.contains(sameAs.get())) {
                dashed.add(own.name());
            }
        }
    }

    private void otherName(String where, Mailbox address, Domain domain, Domain other) {
        if (address.host().equals(domain)) {
            aliases.add(new Plan.NewAlias(where, new Mailbox(address.localPart(), other), List.of(address)));
        }
    }
}
