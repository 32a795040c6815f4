package org.sekisho.doctor;

/// Why another server does not take our mail.
public enum BlockClass {
    BLOCKLIST("we are on a blocklist", "ブロックリストに載っている"),
    RATE("we send too much too fast", "送信量・速度の制限を受けている"),
    CONTENT("our mail looks like spam", "内容がスパムと判定されている"),
    NO_PTR("our address has no fitting name in DNS", "逆引き (PTR) が無い、または一致しない"),
    POLICY("our mail is not authenticated, or we are not welcome", "認証 (SPF・DKIM・DMARC) またはポリシーで拒否されている"),
    NO_SUCH_USER("the recipient does not exist", "宛先が存在しない");

    private final String en;
    private final String ja;

    BlockClass(String en, String ja) {
        this.en = en;
        this.ja = ja;
    }

    public Text text() {
        return new Text(en, ja);
    }
}
