package org.sekisho.audit.relay;

/// What a probe has shown.
public enum Verdict {
    /// The server said no.
    REFUSED(Mark.SAFE, "refused", "拒否"),
    /// It took the message, and nothing of it came out where it should have.
    NOT_FORWARDED(Mark.SAFE, "taken but not forwarded", "受け取ったが中継せず"),
    /// It took the message; what became of it is not known.
    ACCEPTED(Mark.UNKNOWN, "accepted (not confirmed)", "受け取った（中継は未確認）"),
    /// It took the message and sent a notification to a sender who may be forged.
    BOUNCES(Mark.BAD, "bounces to forged senders", "偽の差出人へ不達通知を返す"),
    /// The message came out: proof.
    RELAYS(Mark.BAD, "RELAYS", "中継される"),
    /// What stood in a message was taken for commands.
    SMUGGLES(Mark.BAD, "takes another end of the data", "別のデータ終端を認める"),
    /// What came before TLS was answered under TLS.
    INJECTS(Mark.BAD, "takes commands from before TLS", "TLS 開始前のコマンドを実行"),
    /// It tells which addresses exist. Not a relay, but a gift to spammers.
    TELLS(Mark.NOTE, "tells which addresses exist", "アドレスの有無を教える"),
    /// The server does not have what this is about.
    NOT_OFFERED(Mark.SAFE, "not offered", "機能なし"),
    /// The dialogue could not be held.
    COULD_NOT_TELL(Mark.UNKNOWN, "could not tell", "判定できず");

    /// What it is for whoever owns the server.
    public enum Mark {
        SAFE("安全"),
        NOTE("注意"),
        UNKNOWN("不明"),
        BAD("危険");

        private final String japanese;

        Mark(String japanese) {
            this.japanese = japanese;
        }
    }

    private final Mark mark;
    private final String text;
    private final String japanese;

    Verdict(Mark mark, String text, String japanese) {
        this.mark = mark;
        this.text = text;
        this.japanese = japanese;
    }

    public Mark mark() {
        return mark;
    }

    public String text() {
        return text;
    }

    /// With the mark in front: "安全: 拒否".
    public String japanese() {
        return mark.japanese + ": " + japanese;
    }
}
