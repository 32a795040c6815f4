package org.sekisho.migration;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.OldPassword;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.doctor.Text;
import org.sekisho.postfix.MainCf;
import org.sekisho.postfix.MapEntry;
import org.sekisho.postfix.MapName;
import org.sekisho.postfix.RelayHoles;
import org.sekisho.qmail.PopIds;

/// Makes a plan of a Postfix, in outline: what main.cf says, and maps that are text. Databases are not asked.
public final class PostfixPlanner {
    private static final Text UNREAD = new Text("it cannot be read: ", "読めません: ");
    private static final LocalPart CATCH_ALL = new LocalPart("catch-all");

    private final MainCf main;
    private final PasswdFile passwords;
    private final String passwordsFile;
    private final Set<Domain> domains = new LinkedHashSet<>();
    private final Map<Mailbox, Plan.NewAccount> accounts = new LinkedHashMap<>();
    private final List<Plan.NewAlias> aliases = new ArrayList<>();
    private final List<Plan.CatchAll> catchAlls = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    private PostfixPlanner(MainCf main, PasswdFile passwords, String passwordsFile) {
        this.main = main;
        this.passwords = passwords;
        this.passwordsFile = passwordsFile;
    }

    /// @param passwd dovecot's, if there is one
    /// @throws IOException main.cf or the passwd-file cannot be read
    public static Plan plan(Path folder, Optional<Path> passwd) throws IOException {
        PasswdFile passwords = passwd.isPresent() ? PasswdFile.read(passwd.get()) : new PasswdFile(Map.of(), List.of());
        String file = passwd.map(Path::toString).orElse("");
        return new PostfixPlanner(MainCf.read(folder), passwords, file).plan(folder);
    }

    static Remark unread(String where, String why) {
        return Remark.of(
                where,
                "",
                new Text(UNREAD.en() + why, UNREAD.ja() + why),
                new Text("carry what it holds by hand", "内容を手作業で引き継いでください。"));
    }

    private Plan plan(Path folder) throws IOException {
        domains("virtual_mailbox_domains");
        domains("virtual_alias_domains");
        domains("mydestination");
        each("virtual_mailbox_maps", this::mailbox);
        passwords.entries().forEach(this::passwdUser);
        passwords.unread().forEach(line -> remarks.add(unread(passwordsFile + ":" + line, "no address or no path")));
        each("virtual_alias_maps", this::virtualAlias);
        each("alias_maps", this::localAlias);
        var settings = new Proposal(keys(), new PostfixWays(main, remarks).all());
        List<Plan.NewDomain> hosted = domains.stream()
                .map(each -> new Plan.NewDomain(main.file().toString(), each, false))
                .toList();
        return new Plan(
                hosted,
                List.copyOf(accounts.values()),
                aliases,
                catchAlls,
                PopIds.DOVECOT,
                settings,
                RelayHoles.find(folder, Optional.empty()),
                remarks);
    }

    private interface Taker {
        void take(String where, MapEntry entry);
    }

    private void each(String setting, Taker taker) {
        for (MapName map : main.maps(setting)) {
            Optional<Path> text = map.text();
            try {
                if (text.isEmpty()) {
                    remarks.add(unread(map.toString(), "not a text"));
                } else {
                    MapEntry.each(text.get(), entry -> taker.take(text.get() + ":" + entry.line(), entry));
                }
            } catch (IOException e) {
                remarks.add(unread(map.toString(), String.valueOf(e)));
            }
        }
    }

    private void domains(String setting) {
        for (String word : main.words(setting)) {
            Optional<MapName> map = MapName.of(word);
            if (map.isEmpty()) {
                domain(main.file().toString(), word);
            }
        }
        each(setting, (where, entry) -> {
            if (entry.key().indexOf('@') < 0) {
                domain(where, entry.key());
            }
        });
    }

    private void domain(String where, String name) {
        if (name.equals("localhost") || name.startsWith("localhost.")) {
            return; // this machine's own, whatever it is called
        }
        try {
            domains.add(Domain.of(name));
        } catch (SyntaxError e) {
            remarks.add(unread(where, name + ": " + e.getMessage()));
        }
    }

    /// A path with a slash at its end is a Maildir (virtual(8)).
    private void mailbox(String where, MapEntry entry) {
        try {
            if (entry.key().startsWith("@")) {
                throw new SyntaxError("one mailbox for a whole domain");
            }
            Path base = Path.of("/" + main.value("virtual_mailbox_base"));
            boolean maildir = entry.value().endsWith("/");
            if (!maildir) {
                remarks.add(Remark.of(
                        where,
                        entry.key(),
                        new Text("a file of many messages (mbox): not carried", "mbox 形式のファイルは引き継ぎません"),
                        new Text("convert it to a Maildir first", "先に Maildir に変換してください。")));
            }
            account(
                    where,
                    Mailbox.of(entry.key()),
                    maildir ? Optional.of(Path.of(base + "/" + entry.value()).normalize()) : Optional.empty());
        } catch (SyntaxError | InvalidPathException e) {
            remarks.add(unread(where, entry.key() + ": " + e.getMessage()));
        }
    }

    private void passwdUser(Mailbox address, PasswdFile.Entry entry) {
        if (domains.contains(address.host()) && !accounts.containsKey(address)) {
            account(passwordsFile + ":" + entry.line(), address, entry.home().map(home -> home.resolve("Maildir")));
        }
    }

    private void account(String where, Mailbox address, Optional<Path> maildir) {
        PasswdFile.Entry entry = passwords.entries().get(address);
        Optional<OldPassword> password = entry == null ? Optional.empty() : entry.password();
        if (password.isEmpty()) {
            remarks.add(Remark.of(
                    where,
                    address,
                    new Text(
                            entry == null ? "no password is known" : "the password's form cannot be kept",
                            entry == null ? "パスワードが分かりません" : "引き継げない形式のパスワードです"),
                    new Text(
                            "account password, or import again with --passwd",
                            "account password で設定するか、--passwd を付けて再実行してください。")));
        }
        accounts.put(
                address,
                new Plan.NewAccount(
                        where,
                        address,
                        password.orElseGet(OldPassword.None::new),
                        Set.of(),
                        Optional.empty(),
                        List.of(),
                        maildir));
    }

    /// virtual(5): an address, `@domain` for a whole one, or a domain alone, which makes it one of ours.
    private void virtualAlias(String where, MapEntry entry) {
        if (entry.key().indexOf('@') < 0) {
            if (entry.key().indexOf('.') > 0) {
                domain(where, entry.key());
            } else {
                localAlias(where, entry);
            }
            return;
        }
        List<Mailbox> members = members(where, entry.value());
        try {
            if (!entry.key().startsWith("@")) {
                rule(where, Mailbox.of(entry.key()), members);
                return;
            }
            Domain domain = Domain.of(entry.key().substring(1));
            if (members.size() == 1 && domains.contains(members.getFirst().host())) {
                catchAlls.add(new Plan.CatchAll(where, domain, members.getFirst()));
            } else if (!members.isEmpty()) {
                var target = new Mailbox(CATCH_ALL, domain);
                aliases.add(new Plan.NewAlias(where, target, members));
                catchAlls.add(new Plan.CatchAll(where, domain, target));
            }
        } catch (SyntaxError e) {
            remarks.add(unread(where, entry.key() + ": " + e.getMessage()));
        }
    }

    /// An alias at an account's own address is a forward.
    private void rule(String where, Mailbox address, List<Mailbox> members) {
        Plan.NewAccount account = accounts.get(address);
        if (account == null) {
            aliases.add(new Plan.NewAlias(where, address, members));
        } else if (!members.equals(List.of(address))) {
            accounts.put(
                    address,
                    new Plan.NewAccount(
                            account.where(),
                            address,
                            account.password(),
                            account.services(),
                            account.quota(),
                            members,
                            account.maildir()));
        }
    }

    private Optional<Domain> localDomain() {
        for (String word : main.words("mydestination")) {
            try {
                if (!word.startsWith("localhost") && MapName.of(word).isEmpty()) {
                    return Optional.of(Domain.of(word));
                }
            } catch (SyntaxError _) {
                // said by domains()
            }
        }
        return Optional.empty();
    }

    /// aliases(5): `name: value, value`, for the users of this machine.
    private void localAlias(String where, MapEntry entry) {
        String name =
                entry.key().endsWith(":") ? entry.key().substring(0, entry.key().length() - 1) : entry.key();
        Optional<Domain> domain = localDomain();
        if (domain.isEmpty()) {
            return; // a machine without a domain of its own: its aliases are for its own programs
        }
        try {
            rule(where, new Mailbox(new LocalPart(name), domain.get()), members(where, entry.value()));
        } catch (SyntaxError e) {
            remarks.add(unread(where, name + ": " + e.getMessage()));
        }
    }

    private List<Mailbox> members(String where, String value) {
        List<Mailbox> members = new ArrayList<>();
        for (String word : value.split("[,\\s]+", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            String text = word.startsWith("\\") ? word.substring(1) : word;
            try {
                if (text.startsWith("|") || text.startsWith("\"|") || text.startsWith("/") || text.startsWith(":")) {
                    throw new SyntaxError("a program or a file: not carried");
                }
                members.add(
                        text.indexOf('@') >= 0
                                ? Mailbox.of(text)
                                : new Mailbox(
                                        new LocalPart(text),
                                        localDomain()
                                                .orElseThrow(() -> new SyntaxError("an address without a domain"))));
            } catch (SyntaxError e) {
                remarks.add(Remark.of(
                        where,
                        text,
                        new Text(String.valueOf(e.getMessage()), "引き継げない宛先です: " + e.getMessage()),
                        Remark.NOTHING));
            }
        }
        return members;
    }

    private List<Proposal.Keyed> keys() {
        List<Proposal.Keyed> keys = new ArrayList<>();
        main.setting("myhostname")
                .ifPresent(each -> keys.add(new Proposal.Keyed(
                        main.file() + ":" + each.line(), "", "hostname", "\"" + main.value("myhostname") + "\"")));
        main.setting("message_size_limit")
                .filter(each -> each.value().matches("[1-9][0-9]{0,11}"))
                .ifPresent(each -> keys.add(new Proposal.Keyed(
                        main.file() + ":" + each.line(), "limits", "message_size", "\"" + each.value() + "B\"")));
        main.setting("maximal_queue_lifetime")
                .filter(each -> each.value().matches("[1-9][0-9]{0,4}[smhd]"))
                .ifPresent(each -> keys.add(new Proposal.Keyed(
                        main.file() + ":" + each.line(), "queue", "lifetime", "\"" + each.value() + "\"")));
        return keys;
    }
}
