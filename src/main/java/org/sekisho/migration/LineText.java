package org.sekisho.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Text;

/// The report for a person.
/// @param dry whether nothing was changed
public record LineText(boolean japanese, boolean dry) {
    private static final int LABEL = 12;
    private static final double MEGA = 1_000_000;

    public String in(Text text) {
        return text.in(japanese);
    }

    private String said(String english, String other) {
        return japanese ? other : english;
    }

    public String of(Line line) {
        return switch (line) {
            case Line.OfDomain(var domain, var state, var why) ->
                labelled(said("domain", "ドメイン"), domain + "  " + of(state) + because(why));
            case Line.OfAccount account -> of(account);
            case Line.OfAlias(var address, var members, var state, var why) ->
                labelled(said("alias", "エイリアス"), address + " -> " + joined(members) + "  " + of(state) + because(why));
            case Line.OfCatchAll(var domain, var target, var state) ->
                labelled("catch-all", "@" + domain + " -> " + target + "  " + of(state));
            case Line.OfSettings(var proposal) ->
                labelled(said("settings", "設定"), said("for the settings file:", "設定ファイルに書く内容:")) + "\n"
                        + proposal.keysAsComments() + proposal.routes(said("FOLDER", "フォルダー"));
            case Line.OfHole(var hole) ->
                labelled(hole.severity().name(), in(hole.found())) + "\n    " + in(hole.meaning()) + "\n    "
                        + in(hole.advice());
            case Line.OfRemark(var remark) ->
                labelled(
                                said("not carried", "要確認"),
                                remark.where() + (remark.text().isEmpty() ? "" : ": " + remark.text()))
                        + "\n    " + in(remark.why())
                        + (in(remark.todo()).isEmpty() ? "" : "\n    " + in(remark.todo()));
            case Line.Progress(var address, var sum, var seconds) -> progress(address, sum, seconds);
        };
    }

    private String of(Line.OfAccount account) {
        List<String> parts = new ArrayList<>();
        Line.Mail mail = account.mail();
        if (mail.folders() > 0) {
            parts.add(mail(mail));
        }
        if (!in(account.note()).isEmpty()) {
            parts.add(in(account.note()));
        }
        if (!account.forwardsTo().isEmpty()) {
            parts.add(said("forwards to ", "転送先 ") + joined(account.forwardsTo()));
        }
        return labelled(
                said("account", "アカウント"),
                account.address() + "  " + of(account.state()) + because(String.join("; ", parts)));
    }

    private String mail(Line.Mail mail) {
        String text = String.format(
                Locale.ROOT,
                said("%d new messages (%.1f MB) in %d folders", "新着 %d 通 (%.1f MB)、%d フォルダー"),
                mail.messages(),
                mail.octets() / MEGA,
                mail.folders());
        if (mail.known() > 0) {
            text += said(", " + mail.known() + " were here", "、取り込み済み " + mail.known() + " 通");
        }
        if (mail.reflagged() > 0) {
            text += said(", " + mail.reflagged() + " flags followed", "、フラグ更新 " + mail.reflagged() + " 通");
        }
        if (mail.flagsKept() > 0) {
            text += said(
                    ", " + mail.flagsKept() + " flags changed on both sides: ours stay",
                    "、両側で変更されたフラグ " + mail.flagsKept() + " 通（こちらを優先）");
        }
        return text;
    }

    private String progress(Mailbox address, Line.Mail sum, double seconds) {
        double most = Math.max(seconds, 0.001);
        return String.format(
                Locale.ROOT,
                said("%d messages, %.1f MB, %.0f messages/s, now %s", "%d 通 %.1f MB %.0f 通/秒 処理中 %s"),
                sum.messages() + sum.known(),
                sum.octets() / MEGA,
                (sum.messages() + sum.known()) / most,
                address);
    }

    public String of(Report.Totals totals) {
        String head = dry ? said("would bring", "取り込み予定") : said("brought", "取り込み完了");
        return String.format(
                Locale.ROOT,
                said(
                        "%s %d of %d domains, %d of %d accounts, %d of %d aliases; %s; %d things not carried,"
                                + " %d open holes on the old server",
                        "%s: ドメイン %d/%d、アカウント %d/%d、エイリアス %d/%d、%s、要確認 %d 件、旧サーバーの穴 %d 件"),
                head,
                totals.newDomains(),
                totals.domains(),
                totals.newAccounts(),
                totals.accounts(),
                totals.newAliases(),
                totals.aliases(),
                mail(totals.mail()),
                totals.remarks(),
                totals.openHoles());
    }

    private String of(Line.State state) {
        return switch (state) {
            case NEW -> said("new", "新規");
            case THERE -> said("there", "既存");
            case CHANGED -> said("changed", "更新");
            case KEPT -> said("kept as it is here", "既存のまま");
            case REFUSED -> said("not carried", "引き継げません");
        };
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : ": " + why;
    }

    private static String joined(List<Mailbox> all) {
        return all.stream().map(Mailbox::toString).collect(Collectors.joining(", "));
    }

    private static String labelled(String label, String text) {
        int width = label.codePoints().map(c -> c > 0xff ? 2 : 1).sum();
        return label + " ".repeat(Math.max(1, LABEL - width)) + text;
    }
}
