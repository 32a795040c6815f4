package org.sekisho.migration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Forwards;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.accounts.Lookup;
import org.sekisho.accounts.Takeover;
import org.sekisho.accounts.Takeover.Outcome;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Text;
import org.sekisho.migration.Line.State;
import org.sekisho.migration.Plan.NewAccount;
import org.sekisho.migration.Plan.NewAlias;

/// Domains, accounts, aliases, forwards, catch-alls. What is there stays as it is. For one thread.
final class DirectoryStep {
    private static final int ACCOUNTS_PER_COMMIT = 200;
    private static final String NOT_OURS = "its domain is not a domain of this server";
    private static final String SEPARATORS = "+-";

    private final Accounts accounts;
    private final Forwards forwards;
    private final boolean dry;
    private final Tally tally;
    private final Members members;

    DirectoryStep(Accounts accounts, Plan plan, boolean dry, Tally tally) {
        this.accounts = accounts;
        this.forwards = new Forwards(accounts);
        this.dry = dry;
        this.tally = tally;
        this.members = new Members(accounts, plan);
    }

    void domains(List<Plan.NewDomain> domains) throws IOException {
        for (Plan.NewDomain each : domains) {
            State state = hosted(each.domain()).isPresent() ? State.THERE : State.NEW;
            String why = "";
            try {
                if (state == State.NEW && !dry) {
                    accounts.addDomain(each.domain());
                }
                if (each.dash() && !separators(each.domain()).contains("-") && !dry) {
                    accounts.setSeparators(each.domain(), SEPARATORS);
                }
            } catch (DirectoryException e) {
                state = State.REFUSED;
                why = String.valueOf(e.getMessage());
            }
            tally.line(new Line.OfDomain(each.domain(), state, why));
        }
    }

    private String separators(Domain domain) {
        return hosted(domain).map(HostedDomain::separators).orElse(HostedDomain.DEFAULT_SEPARATORS);
    }

    private Optional<HostedDomain> hosted(Domain domain) {
        return accounts.domains().stream()
                .filter(each -> each.domain().equals(domain))
                .findFirst();
    }

    /// @return what became of each
    Map<NewAccount, Outcome> accounts(List<NewAccount> all) throws DirectoryException {
        Map<NewAccount, Outcome> outcomes = new LinkedHashMap<>();
        var takeover = new Takeover(accounts);
        for (int from = 0; from < all.size(); from += ACCOUNTS_PER_COMMIT) {
            List<NewAccount> some = all.subList(from, Math.min(all.size(), from + ACCOUNTS_PER_COMMIT));
            List<Takeover.Newcomer> newcomers = some.stream()
                    .map(each -> new Takeover.Newcomer(each.address(), each.password(), each.services()))
                    .toList();
            List<Outcome> results = dry ? takeover.look(newcomers) : takeover.take(newcomers);
            for (int i = 0; i < some.size(); i++) {
                boolean astray = dry && !members.areOf(some.get(i).address().host());
                outcomes.put(some.get(i), astray ? new Outcome.Refused(NOT_OURS) : results.get(i));
            }
        }
        return outcomes;
    }

    /// Those that lead to others come after the others.
    void aliases(List<NewAlias> all) throws IOException {
        List<NewAlias> open = new ArrayList<>(all);
        Set<Mailbox> waiting = new HashSet<>();
        open.forEach(each -> waiting.add(each.address()));
        boolean progress = true;
        while (progress && !open.isEmpty()) {
            progress = false;
            for (NewAlias each : List.copyOf(open)) {
                if (each.members().stream()
                        .noneMatch(member -> waiting.contains(member) && !member.equals(each.address()))) {
                    alias(each);
                    open.remove(each);
                    waiting.remove(each.address());
                    progress = true;
                }
            }
        }
        for (NewAlias each : open) {
            refuse(each, "it leads back to itself in the end");
        }
    }

    private void alias(NewAlias wanted) throws IOException {
        List<Mailbox> found = existing(wanted.where(), wanted.address(), wanted.members());
        if (found.isEmpty()) {
            refuse(wanted, "it leads to nobody");
            return;
        }
        Optional<Lookup.Alias> there = accounts.find(wanted.address()) instanceof Lookup.Forward(var alias)
                        && alias.address().equals(wanted.address())
                ? Optional.of(alias)
                : Optional.empty();
        if (there.isPresent()) {
            boolean same = Set.copyOf(there.get().members()).equals(Set.copyOf(found));
            tally.line(new Line.OfAlias(wanted.address(), there.get().members(), same ? State.THERE : State.KEPT, ""));
            return;
        }
        try {
            if (members.isAccount(wanted.address())) {
                refuse(wanted, "there is an account with this address");
                return;
            }
            if (dry && !members.areOf(wanted.address().host())) {
                refuse(wanted, NOT_OURS);
                return;
            }
            if (!dry) {
                accounts.addAlias(wanted.address(), found, Optional.empty());
            }
            tally.line(new Line.OfAlias(wanted.address(), found, State.NEW, ""));
        } catch (DirectoryException e) {
            refuse(wanted, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(NewAlias alias, String why) throws IOException {
        tally.line(new Line.OfAlias(alias.address(), alias.members(), State.REFUSED, why));
        tally.line(new Line.OfRemark(Remark.of(
                alias.where(),
                alias.address(),
                new Text("the alias is not carried: " + why, "エイリアスを引き継げません: " + why),
                new Text("make it by hand, if it is needed: alias add", "必要なら alias add で作ってください。"))));
    }

    private List<Mailbox> existing(String where, Mailbox address, List<Mailbox> wanted) throws IOException {
        List<Mailbox> found = new ArrayList<>();
        for (Mailbox member : wanted) {
            if (members.exists(member)) {
                found.add(member);
            } else {
                tally.line(new Line.OfRemark(Remark.of(
                        where,
                        address + " -> " + member,
                        new Text("nobody here has this address: left out", "この宛先は存在しないため除外しました。"),
                        new Text("find out who it was", "誰の宛先だったか確かめてください。"))));
            }
        }
        return found;
    }

    /// @return where the account's mail goes on to now
    List<Mailbox> forward(NewAccount account) throws IOException {
        List<Mailbox> there =
                forwards.of(account.address()).map(Lookup.Alias::members).orElse(List.of());
        if (account.forwardsTo().isEmpty()) {
            return there;
        }
        if (!there.isEmpty()) {
            if (!Set.copyOf(there).equals(Set.copyOf(account.forwardsTo()))) {
                tally.line(new Line.OfRemark(Remark.of(
                        account.where(),
                        account.address() + " -> " + account.forwardsTo(),
                        new Text(
                                "the account forwards to somewhere else here: left alone",
                                "このサーバーでは別の転送先が設定されているため、変更しません。"),
                        new Text("compare with account show", "account show と比べてください。"))));
            }
            return there;
        }
        List<Mailbox> found = existing(account.where(), account.address(), account.forwardsTo());
        try {
            if (!found.isEmpty() && !dry) {
                forwards.set(account.address(), found);
            }
            return found;
        } catch (DirectoryException e) {
            String why = String.valueOf(e.getMessage());
            tally.line(new Line.OfRemark(Remark.of(
                    account.where(),
                    account.address() + " -> " + found,
                    new Text("the forwarding is not carried: " + why, "転送を引き継げません: " + why),
                    new Text("set it by hand: account forward", "account forward で設定してください。"))));
            return List.of();
        }
    }

    void catchAlls(List<Plan.CatchAll> all) throws IOException {
        for (Plan.CatchAll each : all) {
            Optional<Mailbox> there = hosted(each.domain()).flatMap(HostedDomain::catchAll);
            State state = State.NEW;
            try {
                if (there.isPresent()) {
                    state = there.get().equals(each.target()) ? State.THERE : State.KEPT;
                } else if (dry && !(members.areOf(each.domain()) && members.exists(each.target()))) {
                    state = State.REFUSED;
                    refuse(each, members.areOf(each.domain()) ? "it leads to nobody" : NOT_OURS);
                } else if (!dry) {
                    accounts.setCatchAll(each.domain(), Optional.of(each.target()));
                }
            } catch (DirectoryException e) {
                state = State.REFUSED;
                refuse(each, String.valueOf(e.getMessage()));
            }
            tally.line(new Line.OfCatchAll(each.domain(), each.target(), state));
        }
    }

    private void refuse(Plan.CatchAll catchAll, String why) throws IOException {
        tally.line(new Line.OfRemark(Remark.of(
                catchAll.where(),
                catchAll.domain(),
                new Text("the catch-all is not carried: " + why, "catch-all を引き継げません: " + why),
                new Text("domain set --catch-all", "domain set --catch-all で設定してください。"))));
    }
}
