package org.sekisho.migration;

import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.OldPassword;
import org.sekisho.doctor.Text;
import org.sekisho.events.Shipped;

/// What the reader of the old server found, in the languages of the report, and what to do about it:
/// `remarks.tsv`.
final class Wording {
    private static final List<Entry> ENTRIES =
            Shipped.lines(Wording.class, "remarks.tsv").stream().map(Entry::of).toList();

    private record Entry(String beginning, String japanese, Text advice) {
        static Entry of(String line) {
            String[] fields = line.split("\t", -1);
            return new Entry(fields[0], fields[1], new Text(fields[2], fields[3]));
        }
    }

    private Wording() {}

    private static Optional<Entry> entry(String english) {
        return ENTRIES.stream()
                .filter(each -> english.startsWith(each.beginning))
                .findFirst();
    }

    /// What follows the known beginning (a name, a number) stays behind it.
    static Text of(String english) {
        return new Text(
                english,
                entry(english)
                        .map(each -> each.japanese + english.substring(each.beginning.length()))
                        .orElse(english));
    }

    static Text advice(String english) {
        return entry(english).map(Entry::advice).orElse(Remark.NOTHING);
    }

    static Text ofPassword(OldPassword password) {
        return switch (password) {
            case OldPassword.Clear _ -> new Text("the password is kept", "パスワードを引き継ぎます");
            case OldPassword.Hash _ ->
                new Text(
                        "the password is kept: as Argon2id after the first log-in by PLAIN or LOGIN",
                        "パスワードを引き継ぎます。PLAIN か LOGIN での最初のログイン後に Argon2id になります");
            case OldPassword.None() ->
                new Text("no password: set one before anybody can log in", "パスワードがありません。設定するまでログインできません");
        };
    }
}
